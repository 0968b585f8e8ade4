# Sourced: the container image, unpacked, and programs that run in it as in a container, with nothing below them but the image,
# /proc and /dev.

# Unpacks the image's archive ($1): its descriptions into the folder $2, and its layers, one upon the other, into $2/root.
unpack_image() {
  local layer
  mkdir -p "$2/root/proc" "$2/root/dev"
  tar -C "$2" -xf "$1"
  for layer in $(image_field "$2/manifest.json" Layers | tr ',' ' '); do
    tar --warning=no-unknown-keyword -C "$2/root" -xzf "$2/$layer"
  done
}

# Prints a field of a file of JSON that stands on one line, without a tool for JSON; a list with commas between.
image_field() {
  grep -o "\"$2\":\(\"[^\"]*\"\|\[[^]]*\]\)" "$1" | head -n 1 | sed 's/^"[^"]*"://; s/[]["]//g'
}

# Becomes a program of the image that is unpacked in the folder $1, with the image's user and environment. Each step becomes the
# next, so that signals reach the program. Needs root, or user namespaces.
enter_image() {
  local folder="$1" user spaces=(--mount) chroot=(chroot)
  user="$(image_field "$folder/config.json" User)"
  if [ "$(id -u)" = 0 ]; then chroot+=("--userspec=$user"); else spaces+=(--user --map-root-user); fi
  exec unshare "${spaces[@]}" sh -c '
    mount --rbind /proc "$1/proc" && mount --rbind /dev "$1/dev" && shift && exec env -i PATH="$PATH" "$@"' enter "$folder/root" \
    "$(image_field "$folder/config.json" Env)" "${chroot[@]}" "$folder/root" "${@:2}"
}
