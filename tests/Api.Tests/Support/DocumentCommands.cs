using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

/// <summary>Runs the <c>curl</c> commands of a document's code blocks against a server of a test, in order and as they stand.</summary>
/// <remarks>
/// It reads what our documents use: <c>-s</c>, <c>-X</c>, <c>-H</c>, <c>-d</c>, <c>--data-binary</c>, <c>-F</c> (fields, and files of the
/// repository), single and double quotes, lines that go on behind a backslash. A comment
/// <c># {name} = .a[0].b</c> keeps a member of the last answer under a name, which stands for <c>{name}</c> from then on.
/// </remarks>
internal sealed partial class DocumentCommands(HttpClient client)
{
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>The files that <c>--data-binary @name</c> sends.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

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
            foreach (string line in Lines(block.Groups[1].Value))
            {
                if (Capture().Match(line) is { Success: true } capture) Values[capture.Groups[1].Value] = Member(answers[^1],
                    capture.Groups[2].Value);
                else answers.Add(await CurlAsync(line));
            }

        Assert.NotEmpty(answers);
        return answers;
    }

    /// <summary>Commands and comments: a line goes on behind a backslash, and inside single quotes.</summary>
    private static IEnumerable<string> Lines(string block)
    {
        string open = "";
        foreach (string line in block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            open = open.Length == 0 ? line : $"{open}\n{line}";
            if (open.Count(c => c == '\'') % 2 != 0 && !open.StartsWith('#')) continue;
            yield return open;
            open = "";
        }

        if (open.Length > 0) yield return open;
    }

    private async Task<JsonElement> CurlAsync(string line)
    {
        string[] words = [.. Words(line)];
        Assert.Equal("curl", words[0]);
        string? method = null, address = null, body = null;
        byte[]? file = null;
        var headers = new List<string>();
        MultipartFormDataContent? form = null;
        for (int i = 1; i < words.Length; i++)
            switch (words[i])
            {
                case "-s": break;
                case "-X": method = words[++i]; break;
                case "-H": headers.Add(words[++i]); break;
                case "-d": body = words[++i]; break;
                case "--data-binary": file = Files[words[++i][1..]]; break;
                case "-F": Add(form ??= [], Filled(words[++i])); break;
                default: address = words[i]; break;
            }

        using var request = new HttpRequestMessage(
            new(method ?? (body is null && file is null && form is null ? "GET" : "POST")),
            Filled(address!.Replace("http://", "", StringComparison.Ordinal).Replace("localhost:8080", "", StringComparison.Ordinal)));
        if (body is not null)
        {
            Assert.Contains("Content-Type: application/json", headers);
            request.Content = new StringContent(Filled(body), Encoding.UTF8, "application/json");
        }

        if (file is not null)
        {
            string type = headers.Single(header => header.StartsWith("Content-Type: ", StringComparison.Ordinal))["Content-Type: ".Length..];
            request.Content = new ByteArrayContent(file) { Headers = { ContentType = new(type) } };
        }

        foreach (string accept in headers.Where(header => header.StartsWith("Accept: ", StringComparison.Ordinal)))
            request.Headers.Accept.ParseAdd(accept["Accept: ".Length..]);
        if (form is not null) request.Content = form;
        Assert.Contains("X-Api-Key: $KEY", headers);
        foreach (string[] header in headers.Select(text => text.Split(": ", 2)).Where(parts =>
            parts[0] is not ("X-Api-Key" or "Content-Type" or "Accept")))
            request.Headers.Add(header[0], Filled(header[1]));
        var response = await client.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{line}\n{(int)response.StatusCode} {answer}");
        string? kind = response.Content.Headers.ContentType?.MediaType;
        if (kind == "application/x-ndjson") answer = $"[{answer.TrimEnd('\n').Replace('\n', ',')}]";
        return answer.Length == 0 || kind?.EndsWith("json", StringComparison.Ordinal) != true ? default : JsonDocument.Parse(answer).RootElement;
    }

    private static void Add(MultipartFormDataContent form, string part)
    {
        string[] named = part.Split('=', 2);
        if (!named[1].StartsWith('@')) form.Add(new StringContent(named[1]), named[0]);
        else form.Add(new ByteArrayContent(File.ReadAllBytes(Path.Combine(SharedFolders.Repository, named[1][1..]))), named[0],
            Path.GetFileName(named[1]));
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
