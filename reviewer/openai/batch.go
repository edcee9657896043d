package openai

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rightsreview/rightsreview/prompts"
	api "github.com/sashabaranov/go-openai"
)

// Limits of a batch: "The file can contain up to 50,000 requests, and can be up to 200 MB in size"
// (platform.openai.com/docs/api-reference/batch/create, input_file_id).
const (
	MaxBatchQuestions = 50_000
	MaxBatchBytes     = 200_000_000
)

// batchWindow is how long a server may take: "Currently only 24h is supported" (the same page, completion_window).
const batchWindow = "24h"

// State is how far a batch is (platform.openai.com/docs/guides/batch, "Check the status of a batch").
type State string

// The states. A batch stays in one of the last four.
const (
	Validating State = "validating"
	InProgress State = "in_progress"
	Finalizing State = "finalizing"
	Cancelling State = "cancelling"
	Completed  State = "completed"
	Failed     State = "failed" // it did not pass validation: nothing was asked
	Expired    State = "expired"
	Cancelled  State = "cancelled"
)

// Status is what is known of a batch.
type Status struct {
	State    State
	Total    int            // questions; 0 while the server has not counted them
	Answered int            // as the server counts them
	Until    time.Time      // when it expires; zero if the server does not say
	Failures map[int]*Error // why questions have no reply, by their place; only of a batch that has ended
	Spent    prompts.Usage  // on questions that are in Failures
	Strays   int            // lines of the results that belong to no question, or to one that had its reply
}

// Ended says whether there is nothing to wait for.
func (s Status) Ended() bool {
	switch s.State {
	case Completed, Failed, Expired, Cancelled:
		return true
	}
	return false
}

// Submit hands in questions to be answered within a day, at a lower price, and gives the name of the batch. It asks in the
// shape that the server is known to take: after a refusal that is only known once something was asked.
func (c *Client) Submit(ctx context.Context, questions []prompts.Prompt) (id string, err error) {
	lines, err := c.batchLines(questions)
	if err != nil {
		return "", err
	}
	var file api.File
	_, err = c.retry(ctx, func(ctx context.Context) (err error) {
		file, err = c.api.CreateFileBytes(ctx, api.FileBytesRequest{Name: "questions.jsonl", Bytes: lines, Purpose: api.PurposeBatch})
		return err
	})
	if err != nil {
		return "", fmt.Errorf("uploading a batch: %w", err)
	}
	id, err = c.createBatch(ctx, file.ID)
	if err != nil {
		return "", fmt.Errorf("starting a batch: %w", err)
	}
	return id, nil
}

// createBatch starts a batch once: where a try failed and may have succeeded all the same, it looks before it tries again.
func (c *Client) createBatch(ctx context.Context, file string) (id string, err error) {
	unsure := false
	_, err = c.retry(ctx, func(ctx context.Context) error {
		if unsure {
			found, err := c.batchOf(ctx, file)
			if found != "" || err != nil {
				id = found
				return err
			}
		}
		unsure = true
		response, err := c.api.CreateBatch(ctx, api.CreateBatchRequest{
			InputFileID: file, Endpoint: api.BatchEndpointChatCompletions, CompletionWindow: batchWindow,
		})
		id = response.ID
		return err
	})
	return id, err
}

// batchOf is the name of the batch that was started from a file, empty if there is none among the newest.
func (c *Client) batchOf(ctx context.Context, file string) (string, error) {
	list, err := c.api.ListBatch(ctx, nil, new(100)) // the most that a page has
	if err != nil {
		return "", err
	}
	for _, b := range list.Data {
		if b.InputFileID == file {
			return b.ID, nil
		}
	}
	return "", nil
}

// batchLines is the file of a batch: a request a line, named by the place of its question.
func (c *Client) batchLines(questions []prompts.Prompt) ([]byte, error) {
	if len(questions) == 0 {
		return nil, errors.New("a batch of no questions: there is nothing to submit")
	}
	if len(questions) > MaxBatchQuestions {
		return nil, fmt.Errorf("a batch of %d questions: it may have %d, so submit several", len(questions), MaxBatchQuestions)
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	for i, p := range questions {
		line := api.BatchChatCompletionRequest{
			CustomID: customID(i), Method: http.MethodPost, URL: api.BatchEndpointChatCompletions, Body: c.request(p, c.currentShape()),
		}
		if err := encoder.Encode(line); err != nil {
			return nil, fmt.Errorf("question %d of a batch: %w", i, err)
		}
		if b.Len() > MaxBatchBytes {
			return nil, fmt.Errorf("a batch of more than %d MB at question %d of %d: submit several", MaxBatchBytes/1_000_000, i, len(questions))
		}
	}
	return b.Bytes(), nil
}

const idPrefix = "question-"

func customID(place int) string { return idPrefix + strconv.Itoa(place) }

// place is the question that a line of the results is about.
func place(customID string) (int, bool) {
	digits, ok := strings.CutPrefix(customID, idPrefix)
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n >= 0 && n < MaxBatchQuestions && digits == strconv.Itoa(n)
}

// Collect gives the replies of a batch that has ended, by the place of the question from 0. While it has not, there are
// none and no error: ask again in some minutes. A question that is neither among the replies nor among Status.Failures
// has got lost on the way, and is for the caller to count. The error of a batch that failed as a whole is an *Error.
func (c *Client) Collect(ctx context.Context, id string) (map[int]prompts.Reply, Status, error) {
	var batch api.BatchResponse
	_, err := c.retry(ctx, func(ctx context.Context) (err error) {
		batch, err = c.api.RetrieveBatch(ctx, id)
		return err
	})
	if err != nil {
		return nil, Status{}, fmt.Errorf("batch %s: %w", id, err)
	}
	status := statusOf(batch.Batch)
	if !status.Ended() {
		return nil, status, nil
	}
	results := results{client: c, status: &status, replies: map[int]prompts.Reply{}}
	for _, file := range []*string{batch.OutputFileID, batch.ErrorFileID} {
		if err := results.read(ctx, file); err != nil {
			return results.replies, status, fmt.Errorf("results of batch %s: %w", id, err)
		}
	}
	if status.State == Failed {
		return results.replies, status, fmt.Errorf("batch %s: %w", id, c.failure(Refused, 0, complaints(batch.Batch)))
	}
	return results.replies, status, nil
}

func statusOf(b api.Batch) Status {
	s := Status{
		State: State(b.Status), Total: b.RequestCounts.Total, Answered: b.RequestCounts.Completed, Failures: map[int]*Error{},
	}
	if b.ExpiresAt != nil {
		s.Until = time.Unix(int64(*b.ExpiresAt), 0).UTC()
	}
	return s
}

// complaints are the first few things that a server says is wrong with a batch.
func complaints(b api.Batch) string {
	if b.Errors == nil {
		return ""
	}
	var said []string
	for _, e := range b.Errors.Data[:min(len(b.Errors.Data), 3)] {
		line := ""
		if e.Line != nil {
			line = fmt.Sprintf("line %d: ", *e.Line)
		}
		said = append(said, line+e.Message)
	}
	return strings.Join(said, "; ")
}

// results gathers the lines of result files.
type results struct {
	client  *Client
	status  *Status
	replies map[int]prompts.Reply
}

// result is a line of the output or of the error file (platform.openai.com/docs/api-reference/batch/request-output).
type result struct {
	CustomID string `json:"custom_id"`
	Response *struct {
		Status int             `json:"status_code"`
		Body   json.RawMessage `json:"body"`
	} `json:"response"`
	Error *struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// read takes a file of results; there is none if the name is nil or empty. All of it is fetched before any of it counts, so
// that a try that fails leaves nothing behind.
func (r *results) read(ctx context.Context, file *string) error {
	if file == nil || *file == "" {
		return nil
	}
	var content []byte
	_, err := r.client.retry(ctx, func(ctx context.Context) error {
		expectLarge(ctx)
		body, err := r.client.api.GetFileContent(ctx, *file)
		if err != nil {
			return err
		}
		defer body.Close()
		content, err = io.ReadAll(body)
		return err
	})
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(bytes.NewReader(content))
	lines.Buffer(nil, maxResponse)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if err := r.line(lines.Bytes()); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}

// line takes one result.
func (r *results) line(line []byte) error {
	var got result
	if err := json.Unmarshal(line, &got); err != nil {
		return fmt.Errorf("%w", r.client.failure(Unreadable, 0, err.Error()))
	}
	n, ok := place(got.CustomID)
	_, answered := r.replies[n]
	if !ok || answered || r.status.Failures[n] != nil {
		r.status.Strays++
		return nil
	}
	reply, failure := r.reply(got)
	if failure != nil {
		r.status.Failures[n] = failure
		r.status.Spent = r.status.Spent.Add(reply.Usage)
		return nil
	}
	r.replies[n] = reply
	return nil
}

func (r *results) reply(got result) (prompts.Reply, *Error) {
	c := r.client
	switch {
	case got.Error != nil && got.Error.Code == "batch_expired": // the guide, "Batch expiration"
		return prompts.Reply{}, c.failure(Late, 0, got.Error.Message)
	case got.Error != nil:
		return prompts.Reply{}, c.failure(Refused, 0, got.Error.Message)
	case got.Response == nil:
		return prompts.Reply{}, c.failure(Empty, 0, "")
	case got.Response.Status != http.StatusOK:
		kind, _ := kindOfStatus(got.Response.Status, string(got.Response.Body))
		return prompts.Reply{}, c.failure(kind, got.Response.Status, string(got.Response.Body))
	}
	var response api.ChatCompletionResponse
	if err := json.Unmarshal(got.Response.Body, &response); err != nil {
		return prompts.Reply{}, c.failure(Unreadable, 0, err.Error())
	}
	return c.read(response)
}
