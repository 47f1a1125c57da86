"""Who has to reach whom, judged over an account as boto3 reads it: nothing here asks tfgen."""
