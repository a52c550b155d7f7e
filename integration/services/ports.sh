# Sourced. free_port prints a port of 127.0.0.1 that nobody listens on, below those that systems hand out by themselves.
free_port() {
	local port
	while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
	echo "$port"
}
