package standin

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// queryVariable names the command that holds queries against GitHub's schema: testdata/graphql.js, by way of .ci/peers.
const queryVariable = "RIGHTSREVIEW_GITHUB_GRAPHQL"

// ValidateQuery holds a query or mutation and its variables against GitHub's own schema. The test is skipped if there is no
// schema: see .ci/peers.
func ValidateQuery(t testing.TB, query string, variables map[string]any) {
	t.Helper()
	if os.Getenv(queryVariable) == "" {
		t.Skipf("no schema of GitHub's GraphQL: %s is not set, see .ci/peers", queryVariable)
	}
	problems, err := schema.check(query, variables)
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) > 0 {
		t.Errorf("query is not what GitHub's schema allows: %s\n%s", strings.Join(problems, "; "), query)
	}
}

// schemaChecker is a process that reads queries and writes what is wrong with them, one to a line. It ends when its input
// does, which is when the test binary ends.
type schemaChecker struct {
	mu  sync.Mutex
	in  io.Writer
	out *bufio.Reader
}

var schema schemaChecker

func (s *schemaChecker) check(query string, variables map[string]any) (problems []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.in == nil {
		if err := s.start(os.Getenv(queryVariable)); err != nil {
			return nil, err
		}
	}
	line, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return nil, err
	}
	if _, err := s.in.Write(append(line, '\n')); err != nil {
		return nil, fmt.Errorf("ask %s about a query: %w", os.Getenv(queryVariable), err)
	}
	answer, err := s.out.ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("read what %s says of a query: %w", os.Getenv(queryVariable), err)
	}
	err = json.Unmarshal(answer, &problems)
	return problems, err
}

func (s *schemaChecker) start(name string) error {
	command := exec.Command(name)
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		return err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("start %s, which %s names: %w", name, queryVariable, err)
	}
	s.in, s.out = in, bufio.NewReader(out)
	return nil
}
