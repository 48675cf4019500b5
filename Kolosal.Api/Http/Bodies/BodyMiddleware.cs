namespace Kolosal.Http;

/// <summary>
/// Behind the door, before the handler: is there the record that the address names, and is the request what the route reads? Decided here
/// for every route from its metadata, so that no handler meets a text with control characters, a null where none can be, or half a document.
/// </summary>
internal sealed class BodyMiddleware(RequestDelegate next, BodyBudget budget)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint) return next(context);
        if (RefuseQuery(context.Request) is { } problem) return problem.ExecuteAsync(context);

        var rule = BodyRule.Of(endpoint);
        var record = endpoint.Metadata.GetMetadata<PathRecord>();
        return record is not null ? FindAsync(context, rule, record) : CheckAsync(context, rule);
    }

    private async Task FindAsync(HttpContext context, BodyRule? rule, PathRecord record) =>
        await (await record.FindAsync(context) is { } missing ? new Problem(missing).ExecuteAsync(context) : CheckAsync(context, rule));

    private Task CheckAsync(HttpContext context, BodyRule? rule)
    {
        if (rule is null) return next(context);
        if (rule.RefuseType(context.Request) is { } refusal) return refusal.ExecuteAsync(context);
        return rule.Shape is null ? next(context) : ReadAsync(context, rule, rule.Shape);
    }

    private async Task ReadAsync(HttpContext context, BodyRule rule, BodyShape shape)
    {
        var body = new HeldBody(budget);
        try
        {
            var bytes = WithoutMark(await body.ReadAsync(context, rule.Limit.Bytes));
            if (rule.Translation is { } translation && translation.Applies(context.Request.ContentType)) bytes = translation.ToJson(bytes);
            if (BodyCheck.Run(bytes.AsSpan(), shape, rule.Limit.Values) is { } problem)
            {
                await problem.ExecuteAsync(context);
                return;
            }

            // Checked above, in every way in which it may be written; the binder knows fewer.
            context.Request.ContentType = "application/json";
            context.Request.Body = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false, publiclyVisible: true);
            await next(context);
        }
        finally
        {
            body.Release();
        }
    }

    /// <summary>A byte order mark is no part of a document; whoever reads one may ignore it (RFC 8259 §8.1).</summary>
    private static ArraySegment<byte> WithoutMark(ArraySegment<byte> bytes) =>
        bytes.AsSpan().StartsWith("\ufeff"u8) ? bytes[3..] : bytes;

    private static Problem? RefuseQuery(HttpRequest request)
    {
        if (!request.QueryString.HasValue) return null;
        foreach (var (name, values) in request.Query)
        {
            foreach (string? value in values)
            {
                if (!HasControls(name) && (value is null || !HasControls(value))) continue;
                return new(400, "request.bad-parameter", "A parameter cannot be read.", ImmutableDictionary<string, string>.Empty.Add(
                    BodyPath.Shown(name), "Must not hold control characters."));
            }
        }
        return null;
    }

    private static bool HasControls(string text)
    {
        foreach (char c in text)
            if (char.IsControl(c)) return true;
        return false;
    }
}
