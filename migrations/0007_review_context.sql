-- What a review reads beside the contract: further documents, as a JSON list of version ids, and what the lawyer says
-- about the deal.
ALTER TABLE reviews ADD COLUMN context TEXT;
ALTER TABLE reviews ADD COLUMN deal TEXT;
