using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Routing;

namespace Kolosal.Access;

/// <summary>Finds the rule of a matched endpoint; each endpoint and method is looked up once.</summary>
internal sealed class RouteRules
{
    private readonly FrozenDictionary<string, RouteRule> rules = RouteTable.Rules.ToFrozenDictionary(rule => rule.Identity);
    private readonly ConcurrentDictionary<(Endpoint, string), RouteRule> found = new();

    /// <returns>Null when the table has no row for it.</returns>
    public RouteRule? Find(RouteEndpoint endpoint, string method)
    {
        if (found.TryGetValue((endpoint, method), out var known)) return known;

        // Only hits are kept: methods are text from outside, and misses would let it grow without bound.
        return LookUp(endpoint, method) is { } rule ? found.GetOrAdd((endpoint, method), rule) : null;
    }

    private RouteRule? LookUp(RouteEndpoint endpoint, string method)
    {
        string pattern = endpoint.RoutePattern.RawText ?? "";

        // HEAD is GET without the body.
        if (HttpMethods.IsHead(method)) method = HttpMethods.Get;
        return rules.GetValueOrDefault(RouteRule.IdentityOf(method, pattern))
            ?? RouteTable.Rules.FirstOrDefault(rule => rule.Covers(method, pattern));
    }
}
