using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kolosal.Access;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Api.Tests.Contract;

/// <summary>The contract's routes as people wrote them, each held against what the server says of itself and asked of it. The walk over the table of
/// routes looks at what is there; this looks at what was promised.</summary>
[Collection(ApiCollection.Name)]
public sealed partial class WrittenContractTests(ApiHost host)
{
    private static readonly ImmutableArray<WrittenRoute> Written = WrittenContract.Text is { } text ? WrittenContract.Routes(text) : [];

    public static TheoryData<string, string, string> Promised()
    {
        var routes = new TheoryData<string, string, string>();
        foreach (var route in Written.DistinctBy(route => (route.Section, route.Method, Meant: string.Join(' ', route.Meant))))
            routes.Add(route.Section, route.Method, string.Join(' ', route.Meant));
        return routes;
    }

    [ContractFact]
    public void The_tables_are_read()
    {
        Assert.Equal(
            ["Data", "Experiments, training, search", "Models", "Monitoring", "Prediction and explanation", "Trust"],
            Written.Select(route => route.Section).Distinct().Order());
        Assert.True(Written.Count(route => route.Section == "Trust") >= 60, $"{Written.Length} routes");
    }

    [ContractTheory, MemberData(nameof(Promised))]
    public async Task Every_route_that_was_promised_is_there_and_answers(string section, string method, string meant)
    {
        var route = Written.First(one => one.Section == section && one.Method == method && string.Join(' ', one.Meant) == meant);
        var served = (
            from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<Kolosal.WebConsole.ConsoleRoute>() is null
            from taken in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
            where method.Length == 0 || taken == method
            let path = $"/{endpoint.RoutePattern.RawText!.Trim('/')}"
            where route.IsServedBy(path)
            select (Method: taken, Path: path)).FirstOrDefault();
        Assert.True(served.Path is not null, $"{method} {meant} is promised under {section} and not served.");
        if (!route.IsPattern) await AnswersAsync(section, served.Method, served.Path);
    }

    [ContractFact]
    public async Task What_the_server_says_of_each_is_what_was_promised()
    {
        var document = await DocumentAsync();
        var wrong = new List<string>();
        foreach (var row in Written.GroupBy(route => (route.Section, route.What)))
        {
            string[] named = [.. MembersOf(row.Key.What)];
            var members = new HashSet<string>(StringComparer.Ordinal);
            foreach (var route in row)
            {
                string name = $"{route.Method} {route.Written} ({route.Section})";
                if (document.Find(route) is not { } operation)
                {
                    // Not every route speaks JSON: what scrapers and other protocols read is not described.
                    if (route.Section == "Trust") wrong.Add($"{name} is not described.");
                    continue;
                }

                if (named.Length > 0) members.UnionWith(document.Members(operation).Union(ServedDocument.Parameters(operation)));
                if (!ServedDocument.HasSuccess(operation) && route.Section == "Trust") wrong.Add($"{name} does not say what it answers.");

                // Other protocols have errors of their own.
                if (!route.IsPattern && ServedDocument.HasBody(operation) && !ServedDocument.HasProblem(operation))
                    wrong.Add($"{name} does not say how it refuses.");
                foreach (Match asked in Query().Matches(route.Written))
                    if (!ServedDocument.Parameters(operation).Contains(asked.Groups["name"].Value)) wrong.Add($"{name} takes no such parameter.");
            }

            wrong.AddRange(named.Where(member => !members.Contains(member)).Select(member => $"{row.First().Written} has no member {member}."));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [ContractFact]
    public async Task Every_list_is_a_page()
    {
        var document = await DocumentAsync();
        var lists = Written.Where(route => route.Method == "GET" && !route.IsPattern && Written.Any(
            other => other.Method == "POST" && other.Section == route.Section && other.Meant[0] == route.Meant[0])
            && !route.Meant[0].EndsWith('}')).ToArray();
        Assert.True(lists.Length >= 14, $"{lists.Length} lists");
        Assert.All(lists, list => Assert.Superset(
            new HashSet<string>(["items", "total", "page", "limit"]), document.Members(document.Find(list)!).ToHashSet()));
    }

    [ContractFact]
    public async Task Every_enumeration_has_the_words_that_were_promised()
    {
        var served = (await DocumentAsync()).Enumerations().ToList();
        using var client = host.As(Role.Admin);
        var promised = WrittenContract.Enumerations(WrittenContract.Text!);
        Assert.True(promised.Length >= 24, $"{promised.Length} enumerations");
        foreach (var words in promised)
        {
            if (served.Exists(one => one.SetEquals(words))) continue;

            // Frameworks are data: each is asked for by its word.
            foreach (string word in words)
            {
                using var answer = await client.GetAsync($"/api/compliance/controls?framework={word}");
                Assert.True(answer.IsSuccessStatusCode, $"'{word}' of '{string.Join(' ', words)}' is no word of the server's.");
            }
        }
    }

    private async Task<ServedDocument> DocumentAsync()
    {
        using var client = host.As(Role.Admin);
        return new(await client.GetStringAsync("/openapi/v1.json"));
    }

    /// <summary>Members that a row names: a list of words within one pair of quotes.</summary>
    private static IEnumerable<string> MembersOf(string what) => Quoted().Matches(what).Select(match => match.Groups["words"].Value)
        .Where(words => words.Contains(", ", StringComparison.Ordinal)).SelectMany(words => words.Split(", "))
        .Select(word => word.TrimEnd('?')).Where(word => !word.Contains(' ', StringComparison.Ordinal));

    private async Task AnswersAsync(string section, string method, string pattern)
    {
        using var client = host.WithToken(ApiHost.Token([Role.Admin, Role.Operator], "contract"));
        bool names = pattern.Contains('{', StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new(method), Parameter().Replace(pattern, "none_1"));
        if (method != "GET") request.Content = ApiHost.Json("{}");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        string what = $"{method} {pattern}: {(int)answer.StatusCode}";
        Assert.True(answer.StatusCode != HttpStatusCode.MethodNotAllowed && (int)answer.StatusCode < 500, what);
        string type = answer.Content.Headers.ContentType?.MediaType ?? "";
        if (answer.IsSuccessStatusCode)
        {
            if (type == "application/json") JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).Dispose();
            return;
        }

        // What a Trust route of no parameters shows is there from the beginning.
        Assert.False(section == "Trust" && method == "GET" && !names, what);
        if (answer.StatusCode == HttpStatusCode.NotFound) Assert.True(names, what);
        if (type != "application/problem+json") return; // other protocols have errors of their own

        // That there is no such record is the record's own answer; that there is no such route is none.
        string code = await Problems.CodeAsync(answer, answer.StatusCode);
        Assert.True(code.Length > 0 && code != "not-found", $"{what} {code}");
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"[?&](?<name>[a-z_]+)=", RegexOptions.ExplicitCapture)]
    private static partial Regex Query();

    [GeneratedRegex("`(?<words>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();
}
