package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// runner stands in for a runner of Actions: a folder with the scripts of the action and what a runner sets for them.
type runner struct {
	t    *testing.T
	root string            // the source of the action
	temp string            // RUNNER_TEMP
	env  map[string]string // more variables, and those that replace others
}

func newRunner(t *testing.T, checksums string) *runner {
	t.Helper()
	needBash(t)
	r := &runner{t: t, root: t.TempDir(), temp: t.TempDir(), env: map[string]string{}}
	for _, name := range actionScripts {
		writeIn(t, r.root, ".github/action/"+name, readProject(t, ".github/action/"+name))
	}
	writeIn(t, r.root, ".github/action/checksums.txt", checksums)
	writeIn(t, r.root, "go.mod", "module example.org/rightsreview\n\ngo 1.24\n")
	writeIn(t, r.root, "cmd/rightsreview/main.go", "package main\n\nvar released = \"source\"\n\nfunc main() { println(released) }\n")
	return r
}

// ran is what a script has left.
type ran struct {
	code           int
	stdout, stderr string
	output, path   string // what was added to GITHUB_OUTPUT and to GITHUB_PATH
}

// run starts a script with nothing in its environment but what a runner sets.
func (r *runner) run(script string, args ...string) ran {
	r.t.Helper()
	files := r.t.TempDir()
	output, path := writeIn(r.t, files, "output", ""), writeIn(r.t, files, "path", "")
	env := map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": os.Getenv("HOME"), "GOCACHE": goEnv(r.t, "GOCACHE"), "GOTOOLCHAIN": "local",
		"GITHUB_OUTPUT": output, "GITHUB_PATH": path, "GITHUB_ACTION_PATH": r.root, "GITHUB_REPOSITORY": "example/drafts",
		"RUNNER_OS": "Linux", "RUNNER_ARCH": "X64", "RUNNER_TEMP": r.temp,
	}
	for k, v := range r.env {
		env[k] = v
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		r.t.Fatal(err)
	}
	cmd := exec.Command(bash, append([]string{filepath.Join(r.root, ".github/action", script)}, args...)...)
	cmd.Dir = r.t.TempDir() // the workspace
	for k, v := range env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		r.t.Fatal(err)
	}
	return ran{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String(), readFile(r.t, output), readFile(r.t, path)}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// value is that of an output of a script.
func (r ran) value(name string) string {
	for _, line := range strings.Split(r.output, "\n") {
		if v, found := strings.CutPrefix(line, name+"="); found {
			return v
		}
	}
	return ""
}

// releases serves files as a release does, and counts what was asked for.
type releases struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

func serveReleases(t *testing.T, files map[string]string) *releases {
	t.Helper()
	s := &releases{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked = append(s.asked, r.URL.Path)
		text, found := files[r.URL.Path]
		if !found {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(text))
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *releases) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

func sum(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }

const releasedProgram = "#!/bin/sh\necho released\n"

// checksumsOf is a list as .github/action/build writes it.
func checksumsOf(names ...string) string {
	list := "# v1.2.3, built with go1.26.8 by .github/action/build\n"
	for _, name := range names {
		list += sum(releasedProgram) + "  " + name + "\n"
	}
	return list
}

func TestActionInstallRelease(t *testing.T) {
	r := newRunner(t, checksumsOf("rightsreview_linux_arm64", "rightsreview_linux_amd64"))
	server := serveReleases(t, map[string]string{"/v1.2.3/rightsreview_linux_amd64": releasedProgram})
	r.env["RIGHTSREVIEW_RELEASES"] = server.URL

	if got := r.run("install", "plan"); got.code != 0 || got.value("setup-go") != "false" {
		t.Fatalf("plan: %+v", got)
	}
	for range 2 { // the second time nothing is downloaded
		got := r.run("install")
		binary := got.value("binary")
		if got.code != 0 || got.stderr != "" || filepath.Dir(binary) != strings.TrimSpace(got.path) {
			t.Fatalf("install: %+v", got)
		}
		if out, err := exec.Command(binary).Output(); err != nil || string(out) != "released\n" {
			t.Fatalf("%s, %v", out, err)
		}
		if want := []string{"/v1.2.3/rightsreview_linux_amd64"}; !slices.Equal(server.requests(), want) {
			t.Fatalf("asked for %v", server.requests())
		}
	}

	// What has changed since is not run.
	binary := r.run("install").value("binary")
	if err := os.WriteFile(binary, []byte("#!/bin/sh\necho other\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if got := r.run("install"); got.code != 0 || readFile(t, binary) != releasedProgram {
		t.Fatalf("after a change: %+v", got)
	}
}

func TestActionInstallWrongChecksum(t *testing.T) {
	for _, mode := range []string{"auto", "release"} {
		r := newRunner(t, checksumsOf("rightsreview_linux_amd64"))
		server := serveReleases(t, map[string]string{"/v1.2.3/rightsreview_linux_amd64": "#!/bin/sh\necho other\n"})
		r.env["RIGHTSREVIEW_RELEASES"], r.env["INPUT_INSTALL"] = server.URL, mode
		got := r.run("install")
		if got.code != 3 || got.output != "" || got.path != "" {
			t.Errorf("%s: %+v", mode, got)
		}
		if !strings.HasPrefix(got.stderr, "::error title=rightsreview::") || !strings.Contains(got.stderr, sum("#!/bin/sh\necho other\n")) ||
			!strings.Contains(got.stderr, "must be "+sum(releasedProgram)) {
			t.Errorf("%s: message %q", mode, got.stderr)
		}
		noFiles(t, r.temp)
	}
}

// noFiles fails if there is a file anywhere in a folder.
func noFiles(t *testing.T, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("%s was left", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestActionInstallNames(t *testing.T) {
	for _, c := range []struct{ os, arch, name string }{
		{"Linux", "X64", "rightsreview_linux_amd64"},
		{"Linux", "ARM64", "rightsreview_linux_arm64"},
		{"macOS", "X64", "rightsreview_darwin_amd64"},
		{"macOS", "ARM64", "rightsreview_darwin_arm64"},
		{"Windows", "X64", "rightsreview_windows_amd64.exe"},
		{"Windows", "ARM64", "rightsreview_windows_arm64.exe"},
	} {
		// A list that a checkout on Windows has given other line endings is read too.
		r := newRunner(t, strings.ReplaceAll(checksumsOf(c.name), "\n", "\r\n"))
		server := serveReleases(t, map[string]string{"/v1.2.3/" + c.name: releasedProgram})
		r.env["RIGHTSREVIEW_RELEASES"], r.env["RUNNER_OS"], r.env["RUNNER_ARCH"] = server.URL, c.os, c.arch
		if c.os == "Windows" {
			writeIn(t, r.temp, "a/b/file", "")
			r.env["RUNNER_TEMP"] = r.temp + `\a\b`
		}
		got := r.run("install")
		binary := got.value("binary")
		if got.code != 0 || strings.HasSuffix(binary, ".exe") != (c.os == "Windows") || strings.Contains(binary, `\`) {
			t.Errorf("%s %s: %+v", c.os, c.arch, got)
		}
		if readFile(t, binary) != releasedProgram {
			t.Errorf("%s %s: the file is another", c.os, c.arch)
		}
	}
}

// TestActionInstallSums verifies with each program that a runner may have for it.
func TestActionInstallSums(t *testing.T) {
	real, err := exec.LookPath("sha256sum")
	if err != nil {
		t.Skip("sha256sum is not installed")
	}
	for name, script := range map[string]string{
		"shasum": "#!/bin/sh\n[ \"$*\" = '-a 256' ] || exit 9\nexec " + real + "\n",
		"certutil": "#!/bin/sh\n[ \"$1 $3\" = '-hashfile SHA256' ] || exit 9\n" +
			"printf 'SHA256 hash of %s:\\r\\n' \"$2\"\n" + real + " <\"$2\" | cut -c1-64 | tr a-f A-F | sed 's/$/\\r/'\n" +
			"printf 'CertUtil: -hashfile command completed successfully.\\r\\n'\n",
		"none": "",
	} {
		r := newRunner(t, checksumsOf("rightsreview_linux_amd64"))
		server := serveReleases(t, map[string]string{"/v1.2.3/rightsreview_linux_amd64": releasedProgram})
		tools := toolsOnly(t, "bash", "dirname", "awk", "tr", "mkdir", "rm", "mv", "chmod", "curl", "grep", "cut", "sed")
		if script != "" {
			writeIn(t, tools, name, script)
		}
		r.env["RIGHTSREVIEW_RELEASES"], r.env["PATH"] = server.URL, tools
		got := r.run("install")
		if script == "" {
			if got.code != 3 || got.output != "" || !strings.Contains(got.stderr, "all missing") {
				t.Errorf("without a program: %+v", got)
			}
			continue
		}
		if got.code != 0 || readFile(t, got.value("binary")) != releasedProgram {
			t.Errorf("%s: %+v", name, got)
		}
		// It is really asked.
		writeIn(t, r.root, ".github/action/checksums.txt", strings.Replace(checksumsOf("rightsreview_linux_amd64"), sum(releasedProgram), sum("x"), 1))
		if got := r.run("install"); got.code != 3 {
			t.Errorf("%s with a wrong checksum: %+v", name, got)
		}
	}
}

// toolsOnly is a folder for PATH with nothing but some programs.
func toolsOnly(t *testing.T, names ...string) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skip(name + " is not installed")
		}
		if err := os.Symlink(path, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// TestActionInstallSource builds where there is no released binary, whatever the workflow has set for its own builds.
func TestActionInstallSource(t *testing.T) {
	for _, c := range []struct{ name, install, checksums, arch string }{
		{"no release", "auto", readProject(t, ".github/action/checksums.txt"), "X64"},
		{"not for this runner", "", checksumsOf("rightsreview_linux_amd64"), "ARM"},
		{"asked for", "source", checksumsOf("rightsreview_linux_amd64"), "X64"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRunner(t, c.checksums)
			r.env["INPUT_INSTALL"], r.env["RUNNER_ARCH"], r.env["RIGHTSREVIEW_RELEASES"] = c.install, c.arch, "http://127.0.0.1:1"
			r.env["GOOS"], r.env["GOARCH"], r.env["GOFLAGS"] = "windows", "arm64", "-mod=vendor"
			got := r.run("install")
			if got.code != 0 {
				t.Fatalf("%+v", got)
			}
			out, err := exec.Command(got.value("binary")).CombinedOutput()
			if err != nil || string(out) != "source\n" {
				t.Errorf("%s, %v", out, err)
			}
		})
	}
}

func TestActionInstallFails(t *testing.T) {
	linux := checksumsOf("rightsreview_linux_amd64")
	for _, c := range []struct {
		name, install, checksums string
		code                     int
		want                     string
	}{
		{"another word", "latest", linux, 2, "install: latest is none of auto, release and source."},
		{"two lines", "a\nb%", linux, 2, "install: a%0Ab%25 is none of"},
		{"no release for this runner", "release", checksumsOf("rightsreview_linux_arm64"), 2, "no rightsreview_linux_amd64"},
		{"not on the server", "auto", linux, 3, "/v1.2.3/rightsreview_linux_amd64 could not be downloaded"},
		{"damaged checksum", "auto", "# v1.2.3\n1234  rightsreview_linux_amd64\n", 3, "damaged"},
		{"no version", "auto", sum("") + "  rightsreview_linux_amd64\n", 3, "damaged"},
		{"does not build", "source", linux, 3, "could not be built from source"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRunner(t, c.checksums)
			r.env["INPUT_INSTALL"], r.env["RIGHTSREVIEW_RELEASES"] = c.install, serveReleases(t, nil).URL
			if c.install == "source" {
				writeIn(t, r.root, "cmd/rightsreview/main.go", "package main\n\nfunc main() { nothing() }\n")
			}
			got := r.run("install")
			if got.code != c.code || got.output != "" || !strings.Contains(got.stderr, "::error title=rightsreview::") || !strings.Contains(got.stderr, c.want) {
				t.Errorf("%+v", got)
			}
			noFiles(t, r.temp)
		})
	}
}

// TestActionInstallPlan asks for Go only where it is needed and missing or old.
func TestActionInstallPlan(t *testing.T) {
	for _, c := range []struct{ have, need, install, setup string }{
		{"go1.26.0", "1.26.0", "auto", "false"},
		{"go1.26.8", "1.26.0", "auto", "false"},
		{"go1.27rc1", "1.26.0", "auto", "false"},
		{"go1.26.3 X:jsonv2", "1.26", "auto", "false"},
		{"go2.0", "1.26.0", "auto", "false"},
		{"go1.25.9", "1.26.0", "auto", "true"},
		{"go1.9", "1.26", "auto", "true"},
		{"go1.26.2", "1.26.3", "auto", "true"},
		{"", "1.26", "auto", "true"},
		{"", "1.26", "source", "true"},
	} {
		r := newRunner(t, "# none\n")
		writeIn(t, r.root, "go.mod", "module example.org/x\r\n\r\ngo "+c.need+"\r\n")
		tools := toolsOnly(t, "bash", "dirname", "awk", "tr")
		if c.have != "" {
			writeIn(t, tools, "go", "#!/bin/sh\n[ \"$*\" = 'env GOVERSION' ] && echo '"+c.have+"'\n")
		}
		r.env["PATH"], r.env["INPUT_INSTALL"] = tools, c.install
		got := r.run("install", "plan")
		if got.code != 0 || got.value("setup-go") != c.setup || got.value("go-version") != "~"+c.need {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}

// TestActionBuild builds a release in two places, compares the bytes, and installs it.
func TestActionBuild(t *testing.T) {
	var lists []string
	target := runtime.GOOS + "/" + runtime.GOARCH
	for place := range 2 {
		r := newRunner(t, "")
		script := regexp.MustCompile(`toolchain=go[0-9.]+`).ReplaceAllString(readProject(t, ".github/action/build"), "toolchain="+runtime.Version())
		writeIn(t, r.root, ".github/action/build", script)
		if place > 0 { // what is set for other builds must not matter
			r.env["GOFLAGS"], r.env["GOAMD64"], r.env["GOARM64"] = "-tags=other", "v3", "v9.0"
		}
		dist := t.TempDir()
		if got := r.run("build", "v1.2.3", dist, target, "windows/arm64"); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		list := readFile(t, filepath.Join(dist, "checksums.txt"))
		lists = append(lists, list)

		name := "rightsreview_" + strings.Replace(target, "/", "_", 1)
		binary := readFile(t, filepath.Join(dist, name))
		if !strings.Contains(list, sum(binary)+"  "+name+"\n") || !strings.Contains(list, "  rightsreview_windows_arm64.exe\n") {
			t.Fatalf("list %s", list)
		}
		writeIn(t, r.root, ".github/action/checksums.txt", list)
		if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
			continue
		}
		r.env["RIGHTSREVIEW_RELEASES"] = serveReleases(t, map[string]string{"/v1.2.3/" + name: binary}).URL
		got := r.run("install")
		if out, err := exec.Command(got.value("binary")).CombinedOutput(); err != nil || string(out) != "v1.2.3\n" {
			t.Errorf("%s, %v, %+v", out, err, got)
		}
	}
	if diff := cmp.Diff(lists[0], lists[1]); diff != "" {
		t.Errorf("another place gives other bytes:\n%s", diff)
	}
	for _, version := range []string{"1.2.3", "v1.2", "main", "v1.2.3 -X a", ""} {
		if got := newRunner(t, "").run("build", version, t.TempDir()); got.code != 2 {
			t.Errorf("version %q: %+v", version, got)
		}
	}
}

// fakeProgram stands in for the program. It keeps its arguments and what it is given of the environment, does what a
// test asks for, and ends with the exit code that the test has chosen.
const fakeProgram = `#!/usr/bin/env bash
printf '%s\0' "$@" >"$FAKE/arguments"
for name in GITHUB_TOKEN RIGHTSREVIEW_KEY RIGHTSREVIEW_APP_ID RIGHTSREVIEW_APP_KEY RIGHTSREVIEW_MODEL_KEY; do
  [[ -z ${!name+set} ]] || printf '%s=%s\0' "$name" "${!name}"
done >"$FAKE/secrets"
printf '%s' "$FAKE_OUTPUT" >>"$GITHUB_OUTPUT"
for argument; do
  case $argument in
    --sarif=* | --artifact=*) [[ -n ${FAKE_NO_FILES-} ]] || echo '{}' >"${argument#*=}" ;;
  esac
done
exit "${FAKE_CODE:-0}"
`

// fake makes the program of a runner the fake one, and gives the folder of what it keeps.
func (r *runner) fake() string {
	r.t.Helper()
	folder := r.t.TempDir()
	r.env["RIGHTSREVIEW_BINARY"] = writeIn(r.t, folder, "a b/rightsreview", fakeProgram)
	r.env["FAKE"], r.env["FAKE_OUTPUT"] = folder, "status=complete\nfindings=2\n"
	return folder
}

// keptBy are the texts that the fake program has kept under a name.
func keptBy(t *testing.T, folder, name string) []string {
	t.Helper()
	text := readFile(t, filepath.Join(folder, name))
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\x00"), "\x00")
}

func TestActionRunArguments(t *testing.T) {
	for _, c := range []struct {
		input, value string
		want         []string
	}{
		{"", "", nil},
		{"POST", "inline", []string{"--post=inline"}},
		{"POST", "", nil},
		{"CHECK_RUN", "true", []string{"--check-run"}},
		{"CHECK_RUN", "false", nil},
		{"ANNOTATIONS", "true", []string{"--annotations"}},
		{"JOB_SUMMARY", "true", []string{"--job-summary=/summary file"}},
		{"JOB_SUMMARY", "false", nil},
		{"SARIF", "a file.sarif", []string{"--sarif=a file.sarif"}},
		{"ARTIFACT", "found.json", []string{"--artifact=found.json"}},
		{"FROM_ARTIFACT", "found.json", []string{"--from-artifact=found.json"}},
		{"FAIL_ON", "high", []string{"--fail-on=high"}},
		{"MIN_SEVERITY", "medium", []string{"--min-severity=medium"}},
		{"CATEGORY", "surveillance", []string{"--category=surveillance"}},
		{"CATEGORY", "surveillance, interception ,,", []string{"--category=surveillance", "--category=interception"}},
		{"CATEGORY", "surveillance\r\n\n  censorship\n", []string{"--category=surveillance", "--category=censorship"}},
		{"RULES", "our rules", []string{"--rules=our rules"}},
		{"RULES", "--post=inline", []string{"--rules=--post=inline"}},
		{"RULES", "-x", []string{"--rules=-x"}},
		{"RULES", `a"b'c$(touch x)` + "`touch y`\\ *", []string{`--rules=a"b'c$(touch x)` + "`touch y`\\ *"}},
		{"RULES", "two\nlines", []string{"--rules=two\nlines"}},
		{"RULES", "from a block\n", []string{"--rules=from a block"}},
		{"MODEL", "qwen3:8b", []string{"--model=qwen3:8b"}},
		{"MODEL_URL", "ollama", []string{"--model-url=ollama"}},
		{"MAX_TOKENS", "50000", []string{"--max-tokens=50000"}},
		{"DRY_RUN", "true", []string{"--dry-run"}},
		{"DRY_RUN", "true\n", []string{"--dry-run"}},
		{"MAX_WAIT", "90s", []string{"--max-wait=90s"}},
		{"BOT", "our-app[bot]", []string{"--bot=our-app[bot]"}},
		{"GITHUB_URL", "https://github.example.org", []string{"--github-url=https://github.example.org"}},
		{"PULL_REQUEST", "12", []string{"--", "example/drafts#12"}},
		{"PULL_REQUEST", "#12", []string{"--", "example/drafts#12"}},
		{"PULL_REQUEST", "ietf/x#3", []string{"--", "ietf/x#3"}},
		{"PULL_REQUEST", "--post=inline", []string{"--", "--post=inline"}},
	} {
		r := newRunner(t, "")
		folder := r.fake()
		r.env["GITHUB_STEP_SUMMARY"] = "/summary file"
		if c.input != "" {
			r.env["INPUT_"+c.input] = c.value
		}
		got := r.run("run")
		if got.code != 0 || got.stdout != "" || got.stderr != "" {
			t.Errorf("%s %q: %+v", c.input, c.value, got)
			continue
		}
		if diff := cmp.Diff(append([]string{"pr"}, c.want...), keptBy(t, folder, "arguments")); diff != "" {
			t.Errorf("%s %q: arguments (-want +got):\n%s", c.input, c.value, diff)
		}
	}
}

// TestActionRunFlags wants each flag that the script can give to be one of the program, once there is the command.
func TestActionRunFlags(t *testing.T) {
	command, _, err := newRootCommand().Find([]string{"pr"})
	if err != nil || command.Name() != "pr" {
		t.Skip("there is no command pr yet")
	}
	flags := regexp.MustCompile(`(?m)^(?:text|flag|file) ([a-z-]+) [A-Z_]+$|--(job-summary|category)=`).FindAllStringSubmatch(readProject(t, ".github/action/run"), -1)
	if len(flags) < 14 {
		t.Fatalf("only %d flags were found", len(flags))
	}
	for _, f := range flags {
		if name := f[1] + f[2]; command.Flags().Lookup(name) == nil {
			t.Errorf("rightsreview pr has no flag --%s", name)
		}
	}
}

func TestActionRunWrongInputs(t *testing.T) {
	for _, c := range []struct{ input, value, want string }{
		{"DRY_RUN", "yes", "dry-run: write true or false."},
		{"CHECK_RUN", "TRUE", "check-run: write true or false."},
		{"INSTALL_ONLY", "1", "install-only: write true or false."},
		{"SARIF", "/", "sarif: there is something else at /."},
	} {
		r := newRunner(t, "")
		folder := r.fake()
		r.env["INPUT_"+c.input] = c.value
		got := r.run("run")
		if got.code != 2 || got.value("exit-code") != "2" || got.value("status") != "failed" || !strings.Contains(got.stderr, "::error title=rightsreview::"+c.want) {
			t.Errorf("%s %q: %+v", c.input, c.value, got)
		}
		if _, err := os.Stat(filepath.Join(folder, "arguments")); err == nil {
			t.Errorf("%s %q: the program was started", c.input, c.value)
		}
	}
}

func TestActionRunInstallOnly(t *testing.T) {
	r := newRunner(t, "")
	folder := r.fake()
	r.env["INPUT_INSTALL_ONLY"] = "true"
	if got := r.run("run"); got.code != 0 || got.output != "" {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat(filepath.Join(folder, "arguments")); err == nil {
		t.Error("the program was started")
	}
}

// TestActionRunSecrets wants secrets in the environment of the program and nowhere else.
func TestActionRunSecrets(t *testing.T) {
	const token, key, app, pem = "ghs_secret", "0123secret", "4711", "-----BEGIN secret\nsecond line\n-----END"
	for _, c := range []struct {
		name            string
		token, key      string
		appID, appKey   string
		code            int
		want            []string
		message, secret string
	}{
		{name: "token alone", token: token, want: []string{"GITHUB_TOKEN=" + token}},
		{name: "token and key", token: token, key: key, want: []string{"GITHUB_TOKEN=" + token, "RIGHTSREVIEW_KEY=" + key}},
		{name: "App", token: token, key: key, appID: app, appKey: pem,
			want: []string{"RIGHTSREVIEW_KEY=" + key, "RIGHTSREVIEW_APP_ID=" + app, "RIGHTSREVIEW_APP_KEY=" + pem}},
		{name: "none"},
		{name: "half an App", token: token, appID: app, code: 2, message: "app-id without app-key"},
		{name: "the other half", token: token, appKey: pem, code: 2, message: "app-key without app-id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRunner(t, "")
			folder := r.fake()
			r.env["GITHUB_TOKEN"], r.env["RIGHTSREVIEW_KEY"] = c.token, c.key
			r.env["RIGHTSREVIEW_APP_ID"], r.env["RIGHTSREVIEW_APP_KEY"] = c.appID, c.appKey
			got := r.run("run")
			if got.code != c.code || !strings.Contains(got.stderr, c.message) {
				t.Fatalf("%+v", got)
			}
			everything := got.stdout + got.stderr + got.output + got.path
			if c.code == 0 {
				if diff := cmp.Diff(c.want, keptBy(t, folder, "secrets")); diff != "" {
					t.Errorf("secrets (-want +got):\n%s", diff)
				}
				everything += strings.Join(keptBy(t, folder, "arguments"), "\n")
			}
			for _, secret := range []string{token, key, "BEGIN", "second line"} {
				if strings.Contains(everything, secret) {
					t.Errorf("%q is in the output or in an argument: %s", secret, everything)
				}
			}
		})
	}
}

func TestActionRunOutputs(t *testing.T) {
	for _, c := range []struct {
		name, code, said string
		noFiles          bool
		want             string
	}{
		{"clean", "0", "status=complete\nfindings=0\n", false,
			"status=complete\nfindings=0\nexit-code=0\nsarif-file=a b.sarif\nartifact-file=found.json\n"},
		{"findings", "1", "status=complete\nfindings=2\n", false,
			"status=complete\nfindings=2\nexit-code=1\nsarif-file=a b.sarif\nartifact-file=found.json\n"},
		{"not finished", "3", "status=partial\n", true, "status=partial\nexit-code=3\n"},
		{"killed", "137", "", true, "exit-code=137\nstatus=failed\n"},
		{"wrong use", "2", "findings=0\n", true, "findings=0\nexit-code=2\nstatus=failed\n"},
		{"over several lines", "3", "status<<E\npartial\nE\n", true, "status<<E\npartial\nE\nexit-code=3\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRunner(t, "")
			r.fake()
			r.env["INPUT_SARIF"], r.env["INPUT_ARTIFACT"] = "a b.sarif", "found.json"
			r.env["FAKE_CODE"], r.env["FAKE_OUTPUT"] = c.code, c.said
			if c.noFiles {
				r.env["FAKE_NO_FILES"] = "1"
			}
			got := r.run("run")
			if fmt.Sprint(got.code) != c.code {
				t.Errorf("exit code %d", got.code)
			}
			if diff := cmp.Diff(c.want, got.output); diff != "" {
				t.Errorf("outputs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestActionRunOldFile wants a file of an earlier run not to be taken for that of this one.
func TestActionRunOldFile(t *testing.T) {
	r := newRunner(t, "")
	r.fake()
	old := writeIn(t, t.TempDir(), "old.sarif", "old")
	r.env["INPUT_SARIF"], r.env["FAKE_NO_FILES"], r.env["FAKE_CODE"] = old, "1", "3"
	if got := r.run("run"); got.code != 3 || got.value("sarif-file") != "" {
		t.Errorf("%+v", got)
	}
}
