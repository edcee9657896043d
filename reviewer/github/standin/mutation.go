package standin

import "slices"

// mutation is the root of mutations. Nothing is changed unless all its fields are right, as only one is ever sent.
func (c *call) mutation() object {
	return object{
		"__typename":            "Mutation",
		"resolveReviewThread":   field(func(args object) (any, error) { return c.resolveThread(args, c.actor.user) }),
		"unresolveReviewThread": field(func(args object) (any, error) { return c.resolveThread(args, nil) }),
		"minimizeComment":       field(c.minimize),
	}
}

func input(args object) object {
	in, _ := args["input"].(object)
	return in
}

// resolveThread asks installations for contents: write, which is more than writing comments takes. People may who opened
// the pull request. https://github.com/orgs/community/discussions/204269
func (c *call) resolveThread(args object, by *user) (any, error) {
	id := text(input(args), "threadId")
	p, t := c.thread(id)
	if t == nil {
		return nil, noNode(id)
	}
	if !c.pushes() && (c.actor.installation || p.author != c.actor.user) {
		return nil, forbidden()
	}
	t.resolved = by
	shown, err := c.queryThread(p, t)
	if err != nil {
		return nil, err
	}
	return object{"__typename": "Payload", "thread": shown, "clientMutationId": input(args)["clientMutationId"]}, nil
}

func (c *call) thread(id string) (*Pull, *thread) {
	for _, r := range c.repositories {
		for _, p := range r.pulls {
			for _, t := range p.threads {
				if t.nodeID() == id {
					return p, t
				}
			}
		}
	}
	return nil, nil
}

// classifiers say why a comment is hidden: https://docs.github.com/graphql/reference/enums#reportedcontentclassifiers
var classifiers = []string{"SPAM", "ABUSE", "OFF_TOPIC", "OUTDATED", "DUPLICATE", "RESOLVED"}

// minimize hides a comment or a review.
func (c *call) minimize(args object) (any, error) {
	id, why := text(input(args), "subjectId"), text(input(args), "classifier")
	if !slices.Contains(classifiers, why) {
		return nil, &queryError{code: "argumentLiteralsIncompatible", message: "Argument 'classifier' on InputObject 'MinimizeCommentInput' has an invalid value (" + why + "). Expected type 'ReportedContentClassifiers!'."}
	}
	p, hide := c.hideable(id)
	if p == nil {
		return nil, noNode(id)
	}
	if !c.actor.may(writeComments) {
		return nil, forbidden()
	}
	*hide = why
	shown, err := c.nodeIn(p, id)
	if err != nil {
		return nil, err
	}
	return object{"__typename": "MinimizeCommentPayload", "minimizedComment": shown, "clientMutationId": input(args)["clientMutationId"]}, nil
}

// hideable finds where it is kept why something is hidden.
func (c *call) hideable(id string) (*Pull, *string) {
	for _, r := range c.repositories {
		for _, p := range r.pulls {
			for _, x := range p.comments {
				if x.nodeID() == id {
					return p, &x.minimized
				}
			}
			for _, m := range p.remarks() {
				if m.nodeID() == id {
					return p, &m.minimized
				}
			}
			for _, v := range p.reviews {
				if v.nodeID() == id {
					return p, &v.minimized
				}
			}
		}
	}
	return nil, nil
}
