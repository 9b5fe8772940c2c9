# SPDX-License-Identifier: GPL-3.0-or-later
# What app/run and tests/run share: the packages and the build. Sourced by both; `top` is the project's folder.

# To build and to start.
mailweir_build_packages=(
    ca-certificates ccache cmake g++ lld ninja-build pkg-config
    qt6-base-dev qt6-svg-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools qt6-translations-l10n
    libqt6sql6-sqlite libqt6svg6 qt6-qpa-plugins qtkeychain-qt6-dev libsecret-1-0
    libgmime-3.0-dev libtomlplusplus-dev libxml2-dev libboost1.81-dev libssl-dev libzstd-dev libgl-dev
)
# To test: real clients and servers, a desktop without a screen.
mailweir_test_packages=(
    python3 python3-aiosmtpd python3-dbus python3-gi postfix openssl
    curl git-email mailutils msmtp mutt node-nodemailer notmuch php-cli ruby s-nail swaks
    libauthen-sasl-perl libdigest-hmac-perl libio-socket-ssl-perl libmailtools-perl
    xvfb openbox dbus gnome-keyring libsecret-tools at-spi2-core python3-pyatspi x11-utils xdotool imagemagick
    xfce4-panel systemd fonts-dejavu-core procps sqlite3
)
# To fuzz.
mailweir_fuzz_packages=(clang-14 libclang-rt-14-dev llvm-14)

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# mailweir_install PACKAGE...: installs those that are missing; does nothing, quickly, when all are there.
mailweir_install() {
    local missing=() package
    if ! command -v dpkg-query >/dev/null; then
        say "This is not a Debian system; these Debian packages (or their likes) are needed: $*"
        return 0
    fi
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing ${#missing[@]} packages: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "Run this as root, or install sudo, or install them yourself: ${missing[*]}"
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -qq || true # a list that is a little old is often good enough
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null || fail "The packages could not be installed."
}

# mailweir_build PRESET [TARGET...]: configures once and builds.
mailweir_build() {
    local preset=$1 build="$top/build/$1"
    shift
    cd "$top"
    if [ ! -f "$build/build.ninja" ] || [ -n "${CI:-}" ]; then
        say "Configuring ($preset)"
        cmake --preset "$preset" ${CI:+-DMAILWEIR_WERROR=ON} >/dev/null
    fi
    say "Building ($preset); the first time takes some minutes"
    cmake --build "$build" ${1:+--target "$@"}
}
