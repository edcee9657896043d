package github

import (
	"iter"

	"github.com/google/go-github/v60/github"
)

// perPage is the most that GitHub gives on a page (docs.github.com, "Using pagination in the REST API").
const perPage = 100

// pages gives what a list of GitHub's has, page after page, each asked for when it is needed. After an error there is no more.
func pages[T any](list func(github.ListOptions) ([]T, *github.Response, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for page := 1; page != 0; {
			some, reply, err := list(github.ListOptions{Page: page, PerPage: perPage})
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, one := range some {
				if !yield(one, nil) {
					return
				}
			}
			page = reply.NextPage
		}
	}
}
