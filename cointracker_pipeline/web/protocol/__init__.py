"""How programs are answered: formats, pages, ETags, keys for requests that are sent twice, and the OpenAPI document."""
