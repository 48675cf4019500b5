using System.Net;
using System.Text.Json.Nodes;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Security;

/// <summary>API1:2023, broken object level authorization: every operation with an id of another workspace, in its path or in its body.</summary>
/// <remarks>Roles and routes are walked in <see cref="RouteWalkTests"/>.</remarks>
[Collection(SecurityCollection.Name)]
public sealed class ObjectAuthorizationTests(SecurityApi host)
{
    /// <summary>Bodies name records by these.</summary>
    private static readonly string[] Identifiers =
        ["dataset_id", "model_id", "run_id", "golden_dataset_id", "principal_id", "experiment_id", "reference_dataset_id", "validation_dataset_id"];

    [Fact]
    public async Task An_id_of_another_workspace_in_the_path_is_404_and_nothing_of_it_changes()
    {
        using var owner = host.As(Role.Admin, SecurityApi.Owner);
        using var stranger = host.As(Role.Admin, SecurityApi.Stranger);
        var before = await RecordsAsync(owner);
        var wrong = new List<string>();
        int asked = 0;
        foreach (var operation in host.Operations.Where(host.IsOnRecord))
        {
            // A rule of alerts is made under the name that its address says; every workspace has an experiment of the number 0.
            if (operation is { Method: "PUT", Path: "/api/monitoring/alert-rules/{id}" }) continue;
            if (operation.Path.StartsWith("/api/experiments/", StringComparison.Ordinal)) continue;
            asked++;
            using var answer = await stranger.SendAsync(SecurityApi.Message(operation, host.AddressOf(operation), ValidBody(operation)));
            string text = await answer.Content.ReadAsStringAsync();

            // A query that lacks what it must have is refused before anything is looked for.
            bool unread = operation.Method == "GET" && text.Contains("request.missing-parameter", StringComparison.Ordinal);
            if (answer.StatusCode != HttpStatusCode.NotFound && !unread)
                wrong.Add($"{operation.Method} {host.AddressOf(operation)}: {(int)answer.StatusCode} {text}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(asked, 100, int.MaxValue);
        Assert.Equal(before, await RecordsAsync(owner));
    }

    /// <summary>Whoever sends an id that is another's learns no more than whoever sends one that is nobody's.</summary>
    [Fact]
    public async Task An_id_of_another_workspace_in_a_body_is_answered_as_one_that_does_not_exist()
    {
        using var stranger = host.As(Role.Admin, SecurityApi.Stranger);
        var wrong = new List<string>();
        int asked = 0, missing = 0;
        foreach (var operation in host.WithBody.Where(operation => operation.PathParameters.Length == 0))
            foreach (string member in Identifiers.Where(name => operation.Body!["properties"]!.AsObject().ContainsKey(name)))
            {
                asked++;
                string id = (string)JsonNode.Parse(host.Known.Members.GetValueOrDefault(member, "\"1\""))!;
                var theirs = await AnswerAsync(stranger, operation, member, id);
                var nobodys = await AnswerAsync(stranger, operation, member, Changed(id));
                if (theirs != nobodys) wrong.Add($"{operation.Method} {operation.Path} {member}: {theirs} and {nobodys}");
                if (theirs.Status is 404 or 422) missing++;
            }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        // Evidence that the id was looked at: most bodies get as far as the record.
        Assert.InRange(asked, 25, int.MaxValue);
        Assert.InRange(missing, asked / 2, asked);
    }

    private async Task<(int Status, string Code)> AnswerAsync(HttpClient caller, ApiOperation operation, string member, string id)
    {
        var body = host.BodyOf(operation);
        body[member] = id;
        using var answer = await caller.SendAsync(SecurityApi.Message(operation, operation.Path, body));
        string text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? "" : (string)JsonNode.Parse(text)!["code"]!);
    }

    /// <summary>The same shape, and nobody's.</summary>
    private static string Changed(string id) => id[^1] is '0' ? $"{id[..^1]}1" : char.IsAsciiDigit(id[^1]) ? $"{id[..^1]}0" : $"{id[..^1]}q";

    private JsonNode? ValidBody(ApiOperation operation) => operation.Body?["properties"] is null ? null : host.BodyOf(operation);

    private async Task<string[]> RecordsAsync(HttpClient owner)
    {
        var records = new List<string>();
        foreach (string path in (string[])
            [$"/api/models/{host.Known.Ids["/api/models"]}", $"/api/data/{host.Known.Ids["/api/data"]}", $"/api/runs/{host.Known.Ids["/api/runs"]}",
                $"/api/security/incidents/{host.Known.Ids["/api/security/incidents"]}"])
            records.Add(await owner.GetStringAsync(path));
        var history = JsonNode.Parse(await owner.GetStringAsync("/api/models/known/history"))!.AsObject();
        history.Remove("at"); // of the reading
        return [.. records, history.ToJsonString()];
    }
}
