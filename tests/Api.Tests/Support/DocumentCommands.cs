using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

/// <summary>Runs the <c>curl</c> commands of a document's code blocks against a server of a test, in order and as they stand.</summary>
/// <remarks>
/// It reads what our documents use: <c>-s</c>, <c>-X</c>, <c>-H</c>, <c>-d</c>, single and double quotes, lines that go on behind a backslash. A
/// comment
/// <c># {name} = .a[0].b</c> keeps a member of the last answer under a name, which stands for <c>{name}</c> from then on.
/// </remarks>
internal sealed partial class DocumentCommands(HttpClient client)
{
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs one section's commands.</summary>
    /// <param name="document">Path below the repository.</param>
    /// <param name="heading">The section's heading, without its marks.</param>
    /// <returns>The answers, in order.</returns>
    public async Task<List<JsonElement>> RunAsync(string document, string heading)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(SharedFolders.Repository, document));
        int begin = text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(begin >= 0, $"{document} has no section '{heading}'.");
        int end = text.IndexOf("\n## ", begin + 4, StringComparison.Ordinal);
        var answers = new List<JsonElement>();
        foreach (Match block in Block().Matches(end < 0 ? text[begin..] : text[begin..end]))
            foreach (string line in block.Groups[1].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n',
                StringSplitOptions.RemoveEmptyEntries))
            {
                if (Capture().Match(line) is { Success: true } capture) Values[capture.Groups[1].Value] = Member(answers[^1],
                    capture.Groups[2].Value);
                else answers.Add(await CurlAsync(line));
            }

        Assert.NotEmpty(answers);
        return answers;
    }

    private async Task<JsonElement> CurlAsync(string line)
    {
        string[] words = [.. Words(line)];
        Assert.Equal("curl", words[0]);
        string? method = null, address = null, body = null;
        var headers = new List<string>();
        for (int i = 1; i < words.Length; i++)
            switch (words[i])
            {
                case "-s": break;
                case "-X": method = words[++i]; break;
                case "-H": headers.Add(words[++i]); break;
                case "-d": body = words[++i]; break;
                default: address = words[i]; break;
            }

        using var request = new HttpRequestMessage(
            new(method ?? (body is null ? "GET" : "POST")), Filled(address!.Replace("localhost:8080", "", StringComparison.Ordinal)));
        if (body is not null)
        {
            Assert.Contains("Content-Type: application/json", headers);
            request.Content = new StringContent(Filled(body), Encoding.UTF8, "application/json");
        }

        Assert.Contains("X-Api-Key: $KEY", headers);
        foreach (string[] header in headers.Select(text => text.Split(": ", 2)).Where(parts => parts[0] is not ("X-Api-Key" or "Content-Type")))
            request.Headers.Add(header[0], Filled(header[1]));
        var response = await client.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{line}\n{(int)response.StatusCode} {answer}");
        return answer.Length == 0 ? default : JsonDocument.Parse(answer).RootElement;
    }

    private string Filled(string text) => Placeholder().Replace(text, found =>
        Values.TryGetValue(found.Groups[1].Value, out string? value) ? value
            : throw new InvalidOperationException($"Nobody said what {found.Value} is."));

    private static string Member(JsonElement answer, string path)
    {
        foreach (Match step in Step().Matches(path))
            answer = step.Groups[1].Success ? answer.GetProperty(step.Groups[1].Value) : answer[int.Parse(step.Groups[2].Value)];
        return answer.ValueKind == JsonValueKind.String ? answer.GetString()! : answer.GetRawText();
    }

    private static IEnumerable<string> Words(string line) => Word().Matches(line).Select(word => Quoted().Replace(word.Value, part =>
        part.Groups[1].Success ? part.Groups[1].Value : part.Groups[2].Value));

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^# \{(\w+)\} = (\S+)$")]
    private static partial Regex Capture();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\.(\w+)|\[(\d+)\]")]
    private static partial Regex Step();

    [GeneratedRegex("""(?:'[^']*'|"[^"]*"|[^\s'"])+""")]
    private static partial Regex Word();

    [GeneratedRegex("""'([^']*)'|"([^"]*)"|(?!)""")]
    private static partial Regex Quoted();
}
