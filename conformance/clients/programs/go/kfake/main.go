// kfake, the fake cluster that comes with franz-go, with one broker on a free port of loopback: prints its port as
// "port N" and serves until standard input ends.
package main

import (
	"fmt"
	"io"
	"net"
	"os"

	"github.com/twmb/franz-go/pkg/kfake"
)

func main() {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer cluster.Close()
	_, port, err := net.SplitHostPort(cluster.ListenAddrs()[0])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("port %s\n", port)
	io.Copy(io.Discard, os.Stdin)
}
