using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Access;
using Kolosal.CommandLine;
using Kolosal.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Api.Tests;

/// <summary>Every operation of the server from the command line, by its name or as a bare request.</summary>
[Collection(ServingCollection.Name)]
public sealed class OperationCommandTests(ServingApi host) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-call-");

    [Fact]
    public async Task The_description_that_the_program_carries_is_the_server_s_own()
    {
        using var client = host.Anonymous();
        var served = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!.AsObject();
        served.Remove("servers");
        string path = Path.Combine(SharedFolders.Repository, "Kolosal.Api", "Client", "openapi.json");
        if (Environment.GetEnvironmentVariable("KOLOSAL_ACCEPT_OPENAPI") == "1")
            await File.WriteAllTextAsync(path, served.ToJsonString(new JsonSerializerOptions
            {
                WriteIndented = true,
                IndentSize = 1,
                NewLine = "\n",
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }) + "\n");
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(path));
        Assert.True(JsonNode.DeepEquals(kept, served),
            "Kolosal.Api/Client/openapi.json is not what the server describes. Run this test once with KOLOSAL_ACCEPT_OPENAPI=1, look at the "
            + "difference (it is what callers see), and build again.");
    }

    [Fact]
    public void Every_route_that_is_described_is_a_command()
    {
        var commands = ServerDescription.Operations.Select(operation => RouteRule.IdentityOf(operation.Method, operation.Path)).ToHashSet();
        string[] hidden = [.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.OfType<IExcludeFromDescriptionMetadata>().Any(hide => hide.ExcludeFromDescription))
            .Select(endpoint => endpoint.RoutePattern.RawText!)];
        var without = RouteTable.Rules.Where(rule => !commands.Contains(rule.Identity)).ToArray();

        // Pages, the engine's own view, protocols that have clients of their own, and second addresses of what has a command; all of them
        // but gRPC answer to 'kolosal api'.
        Assert.All(without, rule => Assert.True(
            hidden.Contains(rule.Pattern) || rule.IsForAllBelow || rule.Pattern is "/" or "/metrics" or "/openapi/{documentName}.json"
            || rule.Pattern.StartsWith("/api/2.0/mlflow", StringComparison.Ordinal)
            || rule.Pattern.StartsWith("/inference.", StringComparison.Ordinal) || rule.Pattern.EndsWith("/infer", StringComparison.Ordinal),
            $"No command reaches {rule.Method} {rule.Pattern}."));
        Assert.Equal(ServerDescription.Operations.Length, ServerDescription.Operations.Select(operation => operation.Name).Distinct().Count());
        Assert.True(commands.Count > 250, $"Only {commands.Count} operations are described.");
    }

    [Fact]
    public async Task Every_operation_has_help_that_names_what_it_takes()
    {
        foreach (var operation in ServerDescription.Operations.Where((_, i) => i % 40 == 0))
        {
            var (exit, output, _) = await RunAsync(["call", operation.Name, "--help"]);
            Assert.Equal(0, exit);
            Assert.All(operation.InPath, value => Assert.Contains($"<{value.Name}>", output, StringComparison.Ordinal));
            Assert.All(operation.InQuery.Concat(operation.InBody),
                value => Assert.Contains($"{value.Name.Replace('_', '-')} ", output, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_operation_takes_its_address_its_parameters_and_its_body_from_options()
    {
        string file = Path.Combine(folder.FullName, "rows.csv");
        File.WriteAllLines(file, ["a,b", .. Enumerable.Range(0, 40).Select(i => $"{i},{(i % 2 == 0 ? "x" : "y")}")]);
        var uploaded = Document(await AskAsync("call", "upload-dataset", "--file", file));
        string id = uploaded.GetProperty("dataset_id").GetString()!;
        Assert.Equal(40, uploaded.GetProperty("rows").GetInt32());
        Assert.Equal(id, Document(await AskAsync("call", "get-dataset", id)).GetProperty("dataset_id").GetString());
        Assert.Equal(1, Document(await AskAsync("call", "list-datasets", "--limit", "1")).GetProperty("items").GetArrayLength());

        var raised = Document(await AskAsync("call", "raise-incident", "--title", "Pipe broke", "--type", "availability", "--severity", "sev3",
            "--subject", $"pipe/{id}", "--reportable", "false"));
        string incident = raised.GetProperty("id").GetString()!;
        Assert.Contains(incident, (await AskAsync("incidents", "list", "--status", "open")).Output, StringComparison.Ordinal);
        Assert.Contains("investigating", (await AskAsync("incidents", "ack", incident, "--note", "looking")).Output, StringComparison.Ordinal);
        Assert.Contains("resolved", (await AskAsync("incidents", "resolve", incident, "--note", "mended")).Output, StringComparison.Ordinal);

        // A list of words, and numbers that are numbers.
        var refused = await RunAsync(["call", "start-automl", "--dataset-id", id, "--target", "none", "--trainers", "prior", "--trainers",
            "logistic_regression", "--max-trials", "2", "--warm-start", "--server", Address, "--api-key", ApiHost.AdminKey]);
        Assert.Equal(1, refused.Exit);
        Assert.Contains("experiments.cannot-learn", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await AskAnywayAsync("call", "start-automl", "--dataset-id", id, "--target", "b", "--max-trials", "two")).Exit);
        Assert.Equal(2, (await AskAnywayAsync("call", "start-automl", "--body", "{}", "--target", "b")).Exit);
        Assert.Equal(1, (await AskAnywayAsync("call", "start-automl", "--target", "b")).Exit); // the server says that the dataset is missing
        Assert.Equal(2, (await AskAnywayAsync("call", "get-dataset")).Exit);
    }

    [Fact]
    public async Task Any_request_can_be_sent()
    {
        var made = Document(await AskAsync("api", "POST", "/api/security/incidents", "-f", "title=Disk", "-f", "type=availability", "-f",
            "severity=sev4", "--text", "subject=1", "-f", "reportable=false"));
        Assert.Equal("1", made.GetProperty("subject").GetString());
        string id = made.GetProperty("id").GetString()!;
        Assert.Equal(id, Document(await AskAsync("api", "get", $"/api/security/incidents/{id}")).GetProperty("id").GetString());

        string body = Path.Combine(folder.FullName, "status.json");
        await File.WriteAllTextAsync(body, """{"status":"resolved","note":"gone"}""");
        var patched = Document(await AskAsync("api", "PATCH", $"/api/security/incidents/{id}/status", "--body", $"@{body}"));
        Assert.Equal("resolved", patched.GetProperty("status").GetString());
        Assert.Equal(1, Document(await AskAsync("api", "GET", "/api/security/incidents", "-q", "limit=1")).GetProperty("items").GetArrayLength());

        string metrics = Path.Combine(folder.FullName, "metrics.txt");
        Assert.Equal(0, (await AskAsync("api", "GET", "/metrics", "--out", metrics)).Exit);
        Assert.Contains("kolosal_", await File.ReadAllTextAsync(metrics), StringComparison.Ordinal);

        Assert.Equal(2, (await AskAnywayAsync("api", "FETCH", "/api/models")).Exit);
        Assert.Equal(2, (await AskAnywayAsync("api", "GET", "api/models")).Exit);
        Assert.Equal(2, (await AskAnywayAsync("api", "POST", "/api/predict", "-f", "nothing")).Exit);
        Assert.Equal(2, (await AskAnywayAsync("api", "POST", "/api/predict", "--body", "@nowhere.json")).Exit);
        Assert.Equal(1, (await AskAnywayAsync("api", "GET", "/api/models/nobody")).Exit);
    }

    [Fact]
    public async Task Data_and_models_are_listed_and_shown()
    {
        string file = Path.Combine(folder.FullName, "table.csv");
        File.WriteAllLines(file, ["a,b", .. Enumerable.Range(0, 30).Select(i => $"{i},{i % 3}")]);
        string id = (await AskAsync("data", "upload", file)).Output.Split(' ')[0];
        Assert.Contains(id, (await AskAsync("data", "list", "--limit", "500")).Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^a +integer|^a +", (await AskAsync("data", "show", id)).Output);
        Assert.StartsWith("model", (await AskAsync("models", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await AskAnywayAsync("models", "retire", "nobody:1", "--note", "old")).Exit);
    }

    [Theory]
    [InlineData("call list-inc", "list-incidents")]
    [InlineData("call raise-incident --sev", "--severity")]
    [InlineData("call raise-incident --severity ", "sev1")]
    [InlineData("inci", "incidents")]
    [InlineData("models ro", "rollback")]
    [InlineData("api GET /api/sec", "/api/security/incidents")]
    [InlineData("completion ", "bash")]
    public async Task A_line_is_completed(string line, string expected)
    {
        var (exit, output, _) = await RunAsync([$"[suggest:{line.Length}]", line]);
        Assert.Equal(0, exit);
        Assert.Contains(expected, output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Bash_completes_by_the_script_that_is_printed()
    {
        string script = Path.Combine(folder.FullName, "completion.bash");
        await File.WriteAllTextAsync(script, (await RunAsync(["completion", "bash"])).Output);
        string program = typeof(KolosalCommand).Assembly.Location;
        string asked = $"kolosal() {{ dotnet '{program}' \"$@\"; }}; source '{script}'; "
            + "COMP_LINE='kolosal call raise-inci'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(kolosal call raise-inci); "
            + "COMP_CWORD=2; _kolosal; printf '%s\\n' \"${COMPREPLY[@]}\"";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", asked]) { RedirectStandardOutput = true })!;
        Assert.Equal("raise-incident", (await bash.StandardOutput.ReadToEndAsync()).Trim());
        await bash.WaitForExitAsync();
    }

    [Theory, InlineData("zsh"), InlineData("fish"), InlineData("pwsh")]
    public async Task Other_shells_have_a_script_that_asks_the_program(string shell) =>
        Assert.Contains("[suggest:", (await RunAsync(["completion", shell])).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Operations_are_listed_by_a_word()
    {
        var (exit, output, _) = await RunAsync(["operations", "golden"]);
        Assert.Equal(0, exit);
        Assert.Contains("run-golden-dataset", output, StringComparison.Ordinal);
        Assert.DoesNotContain("list-incidents", output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Address => host.ClientOptions.BaseAddress.ToString();

    private static JsonElement Document((int Exit, string Output, string Error) answer) => JsonDocument.Parse(answer.Output).RootElement;

    private async Task<(int Exit, string Output, string Error)> AskAsync(params string[] args)
    {
        var answer = await AskAnywayAsync(args);
        Assert.True(answer.Exit == 0, $"{string.Join(' ', args)}: {answer.Error}");
        return answer;
    }

    private Task<(int Exit, string Output, string Error)> AskAnywayAsync(params string[] args) =>
        RunAsync([.. args, "--server", Address, "--api-key", ApiHost.AdminKey]);

    private static async Task<(int Exit, string Output, string Error)> RunAsync(string[] args)
    {
        using StringWriter output = new(), error = new();
        int exit = await KolosalCommand.RunAsync(args, _ => throw new InvalidOperationException("It started."), output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
