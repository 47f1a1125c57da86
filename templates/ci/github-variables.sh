# What is not set is "" here, which Terraform would take for a value.
missing=
for variable in "${!TF_VAR_@}"; do
  if [ -n "${!variable}" ]; then continue; fi
  unset "$variable"
  case " $NEEDED " in
    *" ${variable#TF_VAR_} "*)
      echo "::error::${variable^^} is not set: a variable of the repository, or a secret where it is sensitive"
      missing=true
      ;;
  esac
done
if [ -n "$missing" ]; then exit 1; fi
