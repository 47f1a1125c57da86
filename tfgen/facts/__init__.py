"""Dated facts about AWS, its provider and Terraform.

The scripts that rebuild them stand in bench/.
"""
