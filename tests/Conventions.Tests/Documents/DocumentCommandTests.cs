using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kolosal.Access;
using Kolosal.CommandLine;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>Every command that a document tells people to type: each program in it is one that is checked here, and what it is told is something
/// that it takes. That commands do what they say, <see cref="DocumentRunTests"/> holds.</summary>
public sealed partial class DocumentCommandTests
{
    /// <summary>Parameters that every list takes beside the fields of its entries.</summary>
    private const string ListParameter = "limit";

    /// <summary>Commands of the script itself; the program does not know them.</summary>
    private static readonly string[] OfTheScript = ["setup", "test", "bench", "sbom", "reset"];

    private static readonly ImmutableArray<ApiOperation> Operations = ApiDocument.Read(
        File.ReadAllText(Path.Combine(SharedFolders.Repository, "Kolosal.Api", "Client", "openapi.json")));

    private static readonly Dictionary<string, Func<string[], IEnumerable<string>>> Checks = new(StringComparer.Ordinal)
    {
        ["curl"] = words => Curl(CurlCommand.Parse(words)),
        ["./kolosal"] = words => Kolosal(words[1..]),
        ["kolosal"] = words => Kolosal(words[1..]),
        ["docker"] = words => words is ["docker", "compose", "-f", _, "up", ..] ? Files(words[3]) : [$"'{string.Join(' ', words)}'"],
        ["cp"] = words => Files(words[1]),
        ["export"] = words => words[1..].SelectMany(Variable),
    };

    [Fact]
    public void Every_command_of_a_block_is_one_that_its_program_takes()
    {
        var wrong = new List<string>();
        int commands = 0;
        foreach (var block in RepositoryDocuments.Paths.SelectMany(RepositoryDocuments.Blocks).Where(IsShell))
        {
            var kept = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (string line in ShellText.Lines(block.Text).Where(line => !line.StartsWith('#')))
            {
                if (Assignment().Match(line) is { Success: true } assigned)
                {
                    kept[assigned.Groups[1].Value] = assigned.Groups[2].Value;
                    continue;
                }

                commands++;
                string[] words = [.. ShellText.Words(kept.Aggregate(line, (text, one) => text.Replace($"${one.Key}", one.Value)))];
                var faults = Checks.TryGetValue(words[0], out var check) ? check(words) : [$"nobody checks '{words[0]}'"];
                wrong.AddRange(faults.Select(fault => $"{block}: {fault}"));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(commands > 200, $"Only {commands} commands.");
    }

    [Fact]
    public void A_block_that_is_not_for_a_shell_holds_no_command() =>
        Assert.All(RepositoryDocuments.Paths.SelectMany(RepositoryDocuments.Blocks).Where(block => !IsShell(block)), block =>
            Assert.DoesNotContain(ShellText.Lines(block.Text),
                line => Checks.Keys.Any(program => line.StartsWith(program + " ", StringComparison.Ordinal))));

    [Fact]
    public void Commands_and_addresses_between_backticks_are_there()
    {
        var wrong = from document in RepositoryDocuments.Paths
                    from span in RepositoryDocuments.Spans(document)
                    let fault = Route().Match(span) is { Success: true } route ? NoRoute(route.Groups[1].Value, route.Groups[2].Value)
                        : span.StartsWith("./kolosal ", StringComparison.Ordinal) ? NoVerb(span) : null
                    where fault is not null
                    select $"{document}: {fault}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Settings_and_variables_are_read_by_something()
    {
        var wrong = from document in RepositoryDocuments.Paths
                    from Match name in Name().Matches(RepositoryDocuments.Read(document))
                    where !(name.Value.StartsWith("KOLOSAL_", StringComparison.Ordinal) ? IsRead(name.Value) : BoundSettings.IsKnown(name.Value))
                    select $"{document}: {name.Value}";
        Assert.Empty(wrong.Distinct());
    }

    [Theory]
    [InlineData("curl localhost:8080/api/nothing"), InlineData("curl -X DELETE localhost:8080/api/predict")]
    [InlineData("curl --json '{\"model_id\":\"m\",\"rows\":[[1]],\"wrong\":1}' localhost:8080/api/predict")]
    [InlineData("curl --json '{\"rows\":[[1]]}' localhost:8080/api/predict"), InlineData("curl --json '{' localhost:8080/api/predict")]
    [InlineData("curl --json '{\"model_id\":1,\"rows\":[[1]]}' localhost:8080/api/predict")]
    [InlineData("curl localhost:8080/api/audit/verify?wrong=1")]
    [InlineData("./kolosal nothing"), InlineData("./kolosal predict m f.csv --wrong"), InlineData("./kolosal call no-such-operation")]
    [InlineData("./kolosal bench nothing"), InlineData("./kolosal bench soak --wrong=1"), InlineData("./kolosal up --Kolosal:Wrong:Setting=1")]
    [InlineData("export KOLOSAL_WRONG=1"), InlineData("cp deploy/none there")]
    public void What_means_nothing_is_found(string line)
    {
        string[] words = [.. ShellText.Words(line)];
        Assert.NotEmpty(Checks[words[0]](words));
    }

    private static bool IsShell(DocumentBlock block) => block.Language is "sh" or "bash";

    private static IEnumerable<string> Curl(CurlCommand curl)
    {
        string path = ShellText.Replace(curl.Path, "x");
        if (NoRoute(curl.Method, path) is { } none) return [none];

        // MLflow's and the inference protocol's own addresses are described by others. A parameter that a handler reads by itself is not described:
        // its name must at least be one that the front door knows.
        if (Operations.FirstOrDefault(operation => operation.Method == curl.Method && Matches(operation.Path, path)) is not { } operation) return [];
        var unknown = operation.QueryParameters.Contains(ListParameter) ? [] : curl.Parameters.Except(operation.QueryParameters)
            .Where(name => !FrontDoor.Value.Contains($"\"{name}\"", StringComparison.Ordinal))
            .Select(name => $"{curl.Method} {operation.Path} has no parameter {name}");
        return [.. unknown, .. Body(curl, operation)];
    }

    private static IEnumerable<string> Body(CurlCommand curl, ApiOperation operation)
    {
        string? type = curl.Form.IsEmpty ? curl.Header("Content-Type") : "multipart/form-data";
        if (curl.Body is null)
            return type is null || operation.MediaTypes.IsEmpty || operation.MediaTypes.Contains(type) || operation.MediaTypes.Contains("*/*") ? []
                : [$"{curl.Method} {operation.Path} takes {string.Join(", ", operation.MediaTypes)} and no {type}"];
        if (type != "application/json") return [$"{curl.Address} has a body of JSON and does not say so"];
        try
        {
            return operation.Body is { } schema ? BodyFit.Faults(schema, JsonNode.Parse(curl.Body)).Select(fault => $"{operation.Path}: {fault}")
                : [$"{curl.Method} {operation.Path} takes no JSON"];
        }
        catch (JsonException broken)
        {
            return [$"{curl.Body} is no JSON: {broken.Message}"];
        }
    }

    private static IEnumerable<string> Kolosal(string[] args) => args switch
    {
        [] => ["./kolosal without a command"],
        ["bench", .. var rest] => rest.Select(Bench).OfType<string>(),
        [var own, ..] when OfTheScript.Contains(own) => args.Length == 1 ? [] : [$"{own} takes no arguments"],
        _ => Parsed([.. args.Select(word => ShellText.Replace(word, "x"))]),
    };

    private static string? Bench(string word)
    {
        bool option = word.StartsWith("--", StringComparison.Ordinal);
        string known = option ? $"options, \"{word.Split('=')[0][2..]}\"" : $"(\"{word}\",";
        return Benchmarks.Value.Contains(known, StringComparison.Ordinal) ? null : $"no benchmark has {word}";
    }

    private static IEnumerable<string> Parsed(string[] args)
    {
        var parsed = KolosalCommand.Parse(args, _ => Task.FromResult(0));
        return
        [
            .. parsed.Errors.Select(error => $"{string.Join(' ', args)}: {error.Message}"),
            .. parsed.UnmatchedTokens.Where(word => Setting().Match(word) is not { Success: true } setting
                || !BoundSettings.IsKnown(setting.Groups[1].Value)).Select(word => $"{string.Join(' ', args)}: what is {word}?"),
        ];
    }

    /// <summary>What a document names in passing may leave out what the command needs, and says in capitals what is to be put there.</summary>
    private static string? NoVerb(string span)
    {
        string verb = span.Split(' ')[1];
        string script = File.ReadAllText(Path.Combine(SharedFolders.Repository, "kolosal"));
        return script.Contains($"\n  {verb})", StringComparison.Ordinal) ? null : $"{span}: the script has no {verb}";
    }

    private static string? NoRoute(string method, string path)
    {
        path = ShellText.Replace(path.Split('?')[0], "x");
        return path is "/docs" || RouteTable.Rules.Any(rule => rule.Method == method && Matches(rule.Pattern, path)) ? null
            : $"no route answers {method} {path}";
    }

    private static bool Matches(string pattern, string path) => pattern.EndsWith("{**path}", StringComparison.Ordinal)
        ? path.StartsWith(pattern[..^"{**path}".Length], StringComparison.Ordinal)
        : Regex.IsMatch(path, $"^{Regex.Replace(pattern, @"\{[^}]+\}", "[^/]+")}$");

    private static IEnumerable<string> Files(string path) => File.Exists(Path.Combine(SharedFolders.Repository, path)) ? [] : [$"there is no {path}"];

    /// <summary>A variable is one that we read, one of MLflow's clients, or the reader's own for the lines below.</summary>
    private static IEnumerable<string> Variable(string assignment)
    {
        string name = assignment.Split('=')[0];
        return !name.StartsWith("KOLOSAL_", StringComparison.Ordinal) || IsRead(name) ? [] : [$"nothing reads {name}"];
    }

    private static bool IsRead(string variable) => Sources.Value.Contains($"{variable}\"", StringComparison.Ordinal)
        || Sources.Value.Contains($"{variable}:", StringComparison.Ordinal);

    private static readonly Lazy<string> FrontDoor = new(() => Text("Kolosal.Api"));

    private static readonly Lazy<string> Benchmarks = new(() => Text(Path.Combine("tests", "Benchmarks")));

    private static readonly Lazy<string> Sources = new(() => string.Join('\n', Text("Kolosal.Api"), Text("Kolosal.Silo"), Text("tests"),
        DeployFiles.Read("compose", "compose.yml")));

    private static string Text(string folder) => string.Join('\n',
        Directory.EnumerateFiles(Path.Combine(SharedFolders.Repository, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !path.EndsWith("DocumentCommandTests.cs", StringComparison.Ordinal))
            .Select(File.ReadAllText));

    [GeneratedRegex(@"^(\w+)=(\S*)$")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^(GET|POST|PUT|PATCH|DELETE) (/api/[^\s`…]*)$")]
    private static partial Regex Route();

    [GeneratedRegex(@"\bKolosal(:\w+)+|\bKOLOSAL_[A-Z_]*[A-Z]")]
    private static partial Regex Name();

    [GeneratedRegex(@"^--(Kolosal(:\w+)+)=")]
    private static partial Regex Setting();
}
