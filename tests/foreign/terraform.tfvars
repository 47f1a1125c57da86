name = "given"
items = [{
  name = "x"
}]
