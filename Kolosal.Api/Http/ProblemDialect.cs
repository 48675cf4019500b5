namespace Kolosal.Http;

/// <summary>
/// How refusals are told below an address whose callers expect another form: the same document, with members of theirs beside ours (RFC 9457 §3.2
/// has room for them), and with their status where it differs.
/// </summary>
/// <param name="Address">Beginning of the paths, whole parts of them.</param>
/// <param name="Status">The status for a refusal.</param>
/// <param name="Members">Names and values to add.</param>
internal sealed record ProblemDialect(
    PathString Address, Func<Problem, int> Status, Func<Problem, ImmutableArray<(string Name, string Value)>> Members)
{
    /// <returns>Null where refusals are told as everywhere.</returns>
    public static ProblemDialect? Of(HttpContext context) => context.RequestServices is { } services
        ? services.GetServices<ProblemDialect>().FirstOrDefault(dialect => context.Request.Path.StartsWithSegments(dialect.Address)) : null;
}
