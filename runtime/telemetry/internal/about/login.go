package about

import (
	"os"
	"os/user"
	"strings"
)

// Login is who runs the process, as Python's getpass tells it.
func Login() string {
	for _, variable := range []string{"LOGNAME", "USER", "LNAME", "USERNAME"} {
		if name := os.Getenv(variable); name != "" {
			return name
		}
	}
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username[strings.LastIndexByte(u.Username, '\\')+1:] // without a Windows domain
}
