package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/pull"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// artifactSchema names the form of an artifact.
const artifactSchema = "rightsreview-artifact/v1"

// maxArtifact is the largest artifact that is read, in bytes: some thousand findings.
const maxArtifact = 1 << 20

// artifact is what a run without the right to write leaves for one that has it. Whoever opens a pull request can change the
// workflow that writes it, so nothing of it is ever posted: the run that posts reviews the drafts again, as data, and only
// says whether the artifact agrees.
type artifact struct {
	Schema     string          `json:"schema"`
	Repository string          `json:"repository"` // OWNER/REPO
	Number     int             `json:"number"`
	Head       string          `json:"head"` // the commit that was reviewed
	Base       string          `json:"base"`
	Version    string          `json:"version"` // of the program
	Digest     string          `json:"digest"`  // of rules, configuration, options and program
	Status     review.Status   `json:"status"`
	Points     []artifactPoint `json:"points"`
}

type artifactPoint struct {
	ID     string        `json:"id"`
	Rule   string        `json:"rule"`
	Path   string        `json:"path"`
	Change review.Change `json:"change"`
}

func artifactOf(r *prRun, points []pull.Point, status review.Status) artifact {
	a := artifact{
		Schema: artifactSchema, Repository: r.pr.Owner + "/" + r.pr.Repo, Number: r.pr.Number, Head: r.pr.Head, Base: r.pr.Base,
		Version: version(), Digest: r.digest, Status: status, Points: []artifactPoint{},
	}
	for _, p := range points {
		a.Points = append(a.Points, artifactPoint{p.ID, p.Rule.ID, p.Path, p.Change})
	}
	return a
}

// readArtifact reads an artifact and holds it against what GitHub says of the run that left it.
func readArtifact(path string, r request) (*artifact, error) {
	source, err := readSmall(path, maxArtifact)
	if err != nil {
		return nil, err
	}
	var a artifact
	d := json.NewDecoder(bytes.NewReader(source))
	d.DisallowUnknownFields()
	if err := cmp.Or(d.Decode(&a), moreError(d)); err != nil {
		return nil, fmt.Errorf("the artifact %s is not in the form that is expected: %.300s", path, err.Error())
	}
	switch {
	case a.Schema != artifactSchema:
		return nil, fmt.Errorf("the artifact %s has the form %.60q, and %s is expected: use the same version in both workflows", path, a.Schema, artifactSchema)
	case !strings.EqualFold(a.Repository, r.ref.Owner+"/"+r.ref.Repo):
		return nil, fmt.Errorf("the artifact %s is of another repository than the run that left it", path)
	case a.Number != r.ref.Number:
		return nil, fmt.Errorf("the artifact %s is of pull request %d, and the run that left it of %d", path, a.Number, r.ref.Number)
	case a.Head != r.head:
		return nil, fmt.Errorf("the artifact %s is of another commit than the run that left it", path)
	}
	return &a, nil
}

func moreError(d *json.Decoder) error {
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows it")
	}
	return nil
}

// readSmall reads a regular file of bounded size. A link is not followed: whoever made the artifact could have put it there.
func readSmall(path string, most int64) ([]byte, error) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the artifact: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("the artifact %s is no regular file", path)
	case info.Size() > most:
		return nil, fmt.Errorf("the artifact %s has over %d bytes", path, most)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the artifact: %w", err)
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// compare says how an artifact differs from what this run found; empty if it agrees.
func (a artifact) compare(own artifact) string {
	if a.Digest != own.Digest {
		return "the artifact was made with other rules, options or another version than this run has"
	}
	missing, extra := differing(own.Points, a.Points), differing(a.Points, own.Points)
	if missing+extra == 0 {
		return ""
	}
	return fmt.Sprintf("the artifact does not agree with this run: it lacks %s and has %s that is not there; what this run found counts",
		count(missing, "finding"), count(extra, "finding"))
}

// differing counts the points of one list that another does not have.
func differing(all, in []artifactPoint) (n int) {
	for _, p := range all {
		if !slices.Contains(in, p) {
			n++
		}
	}
	return n
}
