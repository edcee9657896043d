package standin

import "time"

// comment is one in the conversation of a pull request.
type comment struct {
	id               int64
	author           *user
	app              *App
	body             string
	created, updated time.Time
	reactions        []reaction
	minimized        string
}

type reaction struct {
	id      int64
	user    *user
	content string
	at      time.Time
}

// review is what somebody said at once.
type review struct {
	id        int64
	author    *user
	body      string
	state     string // PENDING, COMMENTED, APPROVED, CHANGES_REQUESTED
	commit    *commit
	created   time.Time
	submitted time.Time
	minimized string
}

// thread is a place in the diff and what was said there.
type thread struct {
	id       int64 // that of its first comment, which may be gone
	anchor   anchor
	resolved *user
	comments []*remark
}

// anchor is where a thread was begun. A comment on a file has no lines.
type anchor struct {
	path            string
	commit          *commit
	base            *commit // the merge base at that time
	side, startSide string
	line, start     int // start is 0 for a single line
	position        int
	hunk            string
	file            bool
}

// remark is a comment in a thread.
type remark struct {
	comment
	review *review
	thread *thread
	first  bool // it began the thread
}

// Comment is what a test sees of a comment in the conversation.
type Comment struct {
	ID               int64
	Author, Body     string
	Created, Updated time.Time
	Minimized        string   // why it was hidden, as OUTDATED; empty if it is to be seen
	Reactions        []string // "login content", as "alice +1"
}

// Review is what a test sees of a review.
type Review struct {
	ID           int64
	Author, Body string
	State        string
	Commit       string
	Minimized    string
	Comments     []ReviewComment
}

// ReviewComment is what a test sees of a comment on a line or file.
type ReviewComment struct {
	Comment
	Path           string
	Side           string
	Line, Start    int // where it stands now; 0 if it is outdated or on the file. Start is 0 for a single line
	Original       int // the line when it was written
	Hunk           string
	InReplyTo      int64 // 0 for the first of a thread
	ReviewID       int64
	OnFile         bool
	Resolved       bool
	Outdated       bool
	ResolvedBy     string
	OriginalCommit string
	ThreadID       string // for GraphQL
}
