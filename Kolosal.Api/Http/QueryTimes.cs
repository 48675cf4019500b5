using System.Text.RegularExpressions;

namespace Kolosal.Http;

/// <summary>
/// A time in an address keeps its offset: <c>+00:00</c>, as this API itself writes times, would be read as a blank and two numbers, because a
/// plus sign in a query means a blank (WHATWG URL, form-urlencoded).
/// </summary>
internal sealed partial class QueryTimes(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        string query = context.Request.QueryString.Value ?? "";
        if (query.Contains('+', StringComparison.Ordinal)) context.Request.QueryString = new(Offset().Replace(query, "%2B"));
        return next(context);
    }

    [GeneratedRegex(@"(?<=T\d\d(:|%3A)\d\d(:|%3A)\d\d(\.\d{1,7})?)\+(?=\d\d(:|%3A)\d\d)", RegexOptions.IgnoreCase)]
    private static partial Regex Offset();
}
