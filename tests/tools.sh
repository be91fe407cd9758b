# Shared by ./dev and the test runners: what the machine must have, installed by package name when allowed.

# Installs Debian packages when allowed, else prints the one line that does.
need() {
  local missing=() package
  for package in "$@"; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing ${missing[*]}"
    (apt-get install -y -qq "${missing[@]}" || { apt-get update -qq && apt-get install -y -qq "${missing[@]}"; }) >/dev/null
  else
    echo "Missing: ${missing[*]}. Install with:  sudo apt-get install -y ${missing[*]}" >&2
    exit 1
  fi
}

has_rust() {
  command -v cargo >/dev/null && return 0
  echo "Rust 1.95 or newer is needed: install it with rustup or the distribution's package." >&2
  exit 1
}

# cargo-deny, the version below, built once into target/tools.
cargo_deny() {
  local version=0.20.2
  if ! target/tools/bin/cargo-deny --version 2>/dev/null | grep -q "$version"; then
    cargo install -q cargo-deny --locked --debug --version "$version" --root target/tools --target-dir target/tools/build
  fi
  target/tools/bin/cargo-deny "$@"
}
