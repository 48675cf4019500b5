using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

/// <summary>Whatever comes in, on any route that the API's own document names, the answer is a refusal: no 5xx, no hang, no inner name.</summary>
[Collection(ApiCollection.Name)]
public sealed class MalformedRequestTests(ApiHost host)
{
    private const int Requests = 10_000, Seed = 20261129;

    /// <summary>Far above what any of them needs, even on a machine that does much else.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Ten_thousand_generated_requests_over_all_members_of_all_bodies_meet_refusals_only()
    {
        using var admin = host.As(Role.Admin, "fuzz");
        admin.Timeout = Patience;
        var operations = ApiDocument.Read(await admin.GetStringAsync("/openapi/v1.json"));
        var known = await KnownRecords.MakeAsync(admin, host.WithKey);
        var run = new RequestRun(admin);
        await run.SendAsync(new RequestGenerator(operations, known, Seed).Requests(Requests));

        Assert.True(run.Failures.Count == 0, string.Join("\n", run.Failures));
        Assert.Equal(Requests, run.ByStatus.Values.Sum());

        // Evidence that it looked at what it says: most are refused, and not for want of a key.
        Assert.InRange(run.ByStatus.Where(row => row.Key is 400 or 422).Sum(row => row.Value), Requests / 2, Requests);
        Assert.DoesNotContain(401, run.ByStatus.Keys);
        Assert.InRange(run.ByStatus.GetValueOrDefault(403), 0, Requests / 20); // what is an operator's, not an admin's
    }

    [Fact]
    public async Task Every_route_with_a_body_is_in_the_document()
    {
        using var admin = host.As(Role.Admin, "fuzz");
        var described = ApiDocument.Read(await admin.GetStringAsync("/openapi/v1.json"))
            .Select(operation => RouteRule.IdentityOf(operation.Method, operation.Path)).ToHashSet();
        Assert.All(RouteTable.Rules.Where(rule => rule.Pattern.StartsWith("/api", StringComparison.Ordinal)),
            rule => Assert.Contains(rule.Identity, described));
    }
}
