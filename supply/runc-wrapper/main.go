// An OCI runtime that asks runc for no capability that this host does not have.
//
// On a host whose bounding set is incomplete, `docker run --privileged` (which kind needs) fails with "unable to apply
// caps". This program takes the missing capabilities out of the bundle's config.json, and out of the process file of
// `runc exec`, and then becomes runc.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// The kernel's capabilities by number, include/uapi/linux/capability.h.
var names = []string{
	"CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP",
	"LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER",
	"SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE",
	"SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP",
	"MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF",
	"CHECKPOINT_RESTORE",
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "runc wrapper:", err)
		os.Exit(1)
	}
}

func run() error {
	have, err := boundingSet()
	if err != nil {
		return err
	}
	for flag, file := range map[string]string{"--bundle": "config.json", "-b": "config.json", "--process": "", "-p": ""} {
		if value := argument(flag); value != "" {
			if err := trim(filepath.Join(value, file), have); err != nil {
				return err
			}
		}
	}
	return syscall.Exec("/usr/sbin/runc", os.Args, os.Environ())
}

// argument is the value of a flag, written as "--flag value" or "--flag=value".
func argument(flag string) string {
	for i, arg := range os.Args {
		if arg == flag && i+1 < len(os.Args) {
			return os.Args[i+1]
		}
		if value, ok := strings.CutPrefix(arg, flag+"="); ok {
			return value
		}
	}
	return ""
}

func boundingSet() (map[string]bool, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return nil, err
	}
	have := map[string]bool{}
	for line := range strings.Lines(string(status)) {
		value, ok := strings.CutPrefix(line, "CapBnd:")
		if !ok {
			continue
		}
		bits, err := strconv.ParseUint(strings.TrimSpace(value), 16, 64)
		if err != nil {
			return nil, err
		}
		for number, name := range names {
			if bits&(1<<number) != 0 {
				have["CAP_"+name] = true
			}
		}
	}
	return have, nil
}

// trim rewrites a specification in place without the capabilities that are not there.
func trim(file string, have map[string]bool) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var spec map[string]any
	if err := json.Unmarshal(text, &spec); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	process, ok := spec["process"].(map[string]any)
	if !ok {
		process = spec
	}
	sets, ok := process["capabilities"].(map[string]any)
	if !ok {
		return nil
	}
	for set, value := range sets {
		wanted, _ := value.([]any)
		kept := []any{}
		for _, capability := range wanted {
			if name, _ := capability.(string); have[name] {
				kept = append(kept, capability)
			}
		}
		sets[set] = kept
	}
	text, err = json.Marshal(spec)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}
