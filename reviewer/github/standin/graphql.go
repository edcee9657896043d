package standin

import (
	"errors"
	"fmt"
	"strings"
)

// queryError is one of the errors of a reply of GraphQL, whose status is 200 all the same.
type queryError struct {
	kind    string // as NOT_FOUND; empty for a query that is not valid
	message string
	path    []any
	code    string // of a query that is not valid
}

func (e *queryError) Error() string { return e.message }

func (e *queryError) show() object {
	shown := object{"message": e.message, "locations": []object{{"line": 1, "column": 1}}}
	if e.path != nil {
		shown["path"] = e.path
	}
	if e.kind != "" {
		shown["type"] = e.kind
	}
	if e.code != "" {
		shown["extensions"] = object{"code": e.code}
	}
	return shown
}

// field computes a value from the arguments of a query.
type field func(args object) (any, error)

// answerQuery answers POST /graphql: what is said in a pull request, and the mutations that a reviewer uses.
func answerQuery(c *call) (reply, error) {
	var asked struct {
		Query     string
		Variables object
	}
	if err := c.decode(&asked); err != nil {
		return reply{}, err
	}
	if asked.Variables == nil {
		asked.Variables = object{}
	}
	op, err := readQuery(asked.Query, asked.Variables)
	if err != nil {
		return failedQuery(nil, &queryError{message: err.Error(), code: "parseError"}), nil
	}
	root := c.query()
	if op.mutation {
		root = c.mutation()
	}
	data, err := op.project(root, op.set, nil)
	if failure := (*queryError)(nil); errors.As(err, &failure) {
		return failedQuery(emptied(op, failure), failure), nil
	}
	return reply{value: object{"data": data}, unchanged: !op.mutation}, err
}

func failedQuery(data any, e *queryError) reply {
	shown := object{"errors": []object{e.show()}}
	if e.kind != "" {
		shown["data"] = data
	}
	return reply{value: shown, unchanged: true}
}

// emptied is what is left of the data after an error: the first field is null.
func emptied(op operation, e *queryError) any {
	if len(op.set) == 0 || e.code != "" {
		return nil
	}
	return object{op.set[0].alias: nil}
}

// project gives what a query asks for of a value.
func (op operation) project(from object, set []selection, path []any) (object, error) {
	shown := object{}
	for _, s := range set {
		if s.spread != "" {
			s = op.fragments[s.spread]
		}
		if s.name == "" {
			if s.on != "" && s.on != from["__typename"] {
				continue
			}
			more, err := op.project(from, s.set, path)
			if err != nil {
				return nil, err
			}
			for name, value := range more {
				shown[name] = value
			}
			continue
		}
		value, err := op.resolve(from, s, append(path[:len(path):len(path)], s.alias))
		if err != nil {
			return nil, err
		}
		shown[s.alias] = value
	}
	return shown, nil
}

func (op operation) resolve(from object, s selection, path []any) (any, error) {
	value, ok := from[s.name]
	if !ok {
		return nil, &queryError{message: fmt.Sprintf("Field '%s' doesn't exist on type '%s'", s.name, from["__typename"]), path: path, code: "undefinedField"}
	}
	if compute, ok := value.(field); ok {
		var err error
		value, err = compute(s.args)
		if failure := (*queryError)(nil); errors.As(err, &failure) && failure.path == nil {
			failure.path = path
		}
		if err != nil {
			return nil, err
		}
	}
	return op.below(value, s, path)
}

func (op operation) below(value any, s selection, path []any) (any, error) {
	switch v := value.(type) {
	case object:
		if v == nil {
			return nil, nil
		}
		if len(s.set) == 0 {
			return nil, &queryError{message: fmt.Sprintf("Field must have selections (field '%s' returns %s but has no selections. Did you mean '%s { ... }'?)", s.name, v["__typename"], s.name), path: path, code: "selectionMismatch"}
		}
		return op.project(v, s.set, path)
	case []object:
		list := []any{}
		for i, x := range v {
			shown, err := op.project(x, s.set, append(path[:len(path):len(path)], i))
			if err != nil {
				return nil, err
			}
			list = append(list, shown)
		}
		return list, nil
	}
	return value, nil
}

// query is the root of queries.
func (c *call) query() object {
	return object{
		"__typename": "Query",
		"viewer":     c.queryUser(c.actor.user),
		"rateLimit":  object{"__typename": "RateLimit", "cost": 1, "limit": primaryLimit, "remaining": primaryLimit - int(c.used.Load())},
		"repository": field(c.queryRepository),
		"node":       field(c.queryNode),
	}
}

func unresolved(format string, args ...any) error {
	return &queryError{kind: "NOT_FOUND", message: fmt.Sprintf(format, args...)}
}

func forbidden() error {
	return &queryError{kind: "FORBIDDEN", message: "Resource not accessible by integration"}
}

func text(args object, name string) string {
	s, _ := args[name].(string)
	return s
}

func (c *call) queryRepository(args object) (any, error) {
	name := text(args, "owner") + "/" + text(args, "name")
	r := c.repositories[name]
	if r == nil {
		return nil, unresolved("Could not resolve to a Repository with the name '%s'.", name)
	}
	return object{
		"__typename": "Repository", "id": nodeID("R", r.id), "name": r.Name, "nameWithOwner": r.FullName(), "databaseId": r.id,
		"pullRequest": field(func(args object) (any, error) {
			number, _ := args["number"].(float64)
			p := r.pull(int(number))
			switch {
			case !c.actor.may(readPulls):
				return nil, forbidden()
			case p == nil:
				return nil, unresolved("Could not resolve to a PullRequest with the number of %d.", int(number))
			}
			return c.queryPull(p), nil
		}),
	}, nil
}

func (c *call) queryPull(p *Pull) object {
	state := strings.ToUpper(p.state())
	if p.merged != nil {
		state = "MERGED"
	}
	return object{
		"__typename": "PullRequest", "id": p.nodeID(), "number": p.Number, "title": p.title, "body": p.body, "isDraft": p.draft, "locked": p.locked,
		"state": state, "headRefOid": p.head.sha, "baseRefOid": p.base.sha, "headRefName": p.branch, "baseRefName": p.into, "url": p.web(),
		"author": c.queryUser(p.author),
		"reviewThreads": field(func(args object) (any, error) {
			threads, err := c.queryThreads(p)
			if err != nil {
				return nil, err
			}
			return connection("reviewThreads", threads, args)
		}),
		"comments": field(func(args object) (any, error) {
			return connection("comments", each(p.comments, func(x *comment) object { return c.queryComment(p, x) }), args)
		}),
		"reviews": field(func(args object) (any, error) {
			return connection("reviews", each(p.reviews, func(r *review) object { return c.queryReview(p, r) }), args)
		}),
	}
}

// queryUser is somebody as GraphQL has them: the name of a bot is without "[bot]" here.
func (c *call) queryUser(u *user) object {
	return object{
		"__typename": u.kind(), "login": strings.TrimSuffix(u.login, "[bot]"), "id": nodeID("U", u.id), "databaseId": u.id,
		"url": site + "/" + u.login,
	}
}

// longestConnection is how many nodes may be asked for at once.
// https://docs.github.com/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api#node-limit
const longestConnection = 100

// connection is a page of a list.
func connection(name string, list []object, args object) (any, error) {
	first, forward := args["first"].(float64)
	last, backward := args["last"].(float64)
	switch {
	case !forward && !backward:
		return nil, &queryError{kind: "MISSING_PAGINATION_BOUNDARIES", message: "You must provide a `first` or `last` value to properly paginate the `" + name + "` connection."}
	case max(first, last) > longestConnection:
		return nil, &queryError{kind: "EXCESSIVE_PAGINATION", message: fmt.Sprintf("Requesting %d records on the `%s` connection exceeds the `first` limit of %d records.", int(max(first, last)), name, longestConnection)}
	}
	from := 0
	if after := text(args, "after"); after != "" {
		if n, err := fmt.Sscanf(after, "after-%d", &from); n != 1 || err != nil {
			return nil, &queryError{kind: "INVALID_CURSOR_ARGUMENTS", message: "`" + after + "` does not appear to be a valid cursor."}
		}
	}
	from = min(from, len(list))
	to := min(from+int(first), len(list))
	if !forward {
		from, to = max(0, len(list)-int(last)), len(list)
	}
	return object{
		"__typename": "Connection", "totalCount": len(list), "nodes": list[from:to],
		"edges": each(list[from:to], func(x object) object { return object{"__typename": "Edge", "node": x} }),
		"pageInfo": object{
			"__typename": "PageInfo", "hasNextPage": to < len(list), "hasPreviousPage": from > 0, "endCursor": cursor(to), "startCursor": cursor(from),
		},
	}, nil
}

// cursor is the place before which so many nodes are; null before the first.
func cursor(after int) any {
	if after == 0 {
		return nil
	}
	return fmt.Sprintf("after-%d", after)
}

func (c *call) queryThreads(p *Pull) (list []object, err error) {
	for _, t := range p.threads {
		if t.comments[0].review.state == "PENDING" && t.comments[0].author != c.actor.user {
			continue
		}
		shown, err := c.queryThread(p, t)
		if err != nil {
			return nil, err
		}
		list = append(list, shown)
	}
	return list, nil
}

func (c *call) queryThread(p *Pull, t *thread) (object, error) {
	at, err := p.now(t)
	if err != nil {
		return nil, err
	}
	a, may := t.anchor, c.pushes() || p.author == c.actor.user
	kind := "LINE"
	if a.file {
		kind = "FILE"
	}
	shown := object{
		"__typename": "PullRequestReviewThread", "id": t.nodeID(), "isResolved": t.resolved != nil, "isOutdated": at.outdated, "isCollapsed": t.resolved != nil || at.outdated,
		"viewerCanResolve": may && t.resolved == nil, "viewerCanUnresolve": may && t.resolved != nil, "viewerCanReply": c.actor.may(writePulls),
		"path": a.path, "line": number(at.line), "startLine": number(at.start), "originalLine": number(a.line), "originalStartLine": number(a.start),
		"diffSide": or(a.side, Right), "subjectType": kind, "resolvedBy": object(nil),
		"comments": field(func(args object) (any, error) {
			return connection("comments", each(t.comments, func(m *remark) object { return c.queryRemark(p, m) }), args)
		}),
	}
	if t.resolved != nil {
		shown["resolvedBy"] = c.queryUser(t.resolved)
	}
	return shown, nil
}

func (c *call) queryComment(p *Pull, x *comment) object {
	return c.said("IssueComment", x.nodeID(), x.id, x.author, x.body, x.minimized, fmt.Sprintf("%s#issuecomment-%d", p.web(), x.id))
}

func (c *call) queryReview(p *Pull, r *review) object {
	shown := c.said("PullRequestReview", r.nodeID(), r.id, r.author, r.body, r.minimized, fmt.Sprintf("%s#pullrequestreview-%d", p.web(), r.id))
	shown["state"], shown["commit"] = r.state, object{"__typename": "Commit", "oid": r.commit.sha}
	return shown
}

func (c *call) queryRemark(p *Pull, m *remark) object {
	shown := c.said("PullRequestReviewComment", m.nodeID(), m.id, m.author, m.body, m.minimized, fmt.Sprintf("%s#discussion_r%d", p.web(), m.id))
	shown["createdAt"], shown["updatedAt"], shown["path"] = stamp(m.created), stamp(m.updated), m.thread.anchor.path
	shown["diffHunk"] = m.thread.anchor.hunk
	return shown
}

// said is what GraphQL tells of everything that somebody wrote.
func (c *call) said(kind, id string, number int64, author *user, body, minimized, url string) object {
	var reason any
	if minimized != "" {
		reason = strings.ReplaceAll(strings.ToLower(minimized), "_", "-")
	}
	return object{
		"__typename": kind, "id": id, "databaseId": number, "fullDatabaseId": fmt.Sprint(number), "author": c.queryUser(author), "body": body,
		"isMinimized": minimized != "", "minimizedReason": reason, "viewerCanMinimize": c.actor.may(writeComments), "url": url,
		"viewerDidAuthor": author == c.actor.user,
	}
}

// queryNode gives what has an id: a pull request, a thread, or what somebody wrote.
func (c *call) queryNode(args object) (any, error) {
	for _, r := range c.repositories {
		for _, p := range r.pulls {
			if shown, err := c.nodeIn(p, text(args, "id")); shown != nil || err != nil {
				return shown, err
			}
		}
	}
	return nil, noNode(text(args, "id"))
}

func noNode(id string) error {
	return unresolved("Could not resolve to a node with the global id of '%s'", id)
}

func (c *call) nodeIn(p *Pull, id string) (object, error) {
	if id == p.nodeID() {
		return c.queryPull(p), nil
	}
	for _, t := range p.threads {
		if id == t.nodeID() {
			return c.queryThread(p, t)
		}
	}
	for _, x := range p.comments {
		if id == x.nodeID() {
			return c.queryComment(p, x), nil
		}
	}
	for _, r := range p.reviews {
		if id == r.nodeID() {
			return c.queryReview(p, r), nil
		}
	}
	for _, m := range p.remarks() {
		if id == m.nodeID() {
			return c.queryRemark(p, m), nil
		}
	}
	return nil, nil
}
