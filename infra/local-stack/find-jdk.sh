# Sourced by ./mvnw and ./tidelake: sets JAVA_HOME to a JDK 25 or newer, or prints one line and exits 3.
# Looks, in this order, at JAVA_HOME, the java on PATH and the usual folders of installed JDKs.

jdk_major() {
  "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

find_jdk() {
  on_path=$(command -v javac 2>/dev/null) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
      "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -x "$candidate/bin/javac" ] || continue
    major=$(jdk_major "$candidate")
    if [ "${major:-0}" -ge 25 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "Tidelake needs a JDK 25 or newer and found none: install one (for example Temurin 25) or set JAVA_HOME." >&2
  exit 3
}

find_jdk
