using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kolosal.CommandLine;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

/// <summary>Runs the commands of a document's <c>sh</c> blocks against a server of a test, in order and as they stand: those of <c>curl</c>, and
/// those of <c>./kolosal</c> that ask a server or none.</summary>
/// <remarks>
/// A comment <c># {name} = .a[0].b</c> keeps a member of the last answer under a name, which stands for <c>{name}</c> from then on. Lines that say
/// what a shell keeps (<c>export</c>, <c>name=value</c>) and other comments are passed over, and so is <c>./kolosal up</c>: the server is there.
/// </remarks>
internal sealed partial class DocumentCommands(HttpClient client)
{
    private static readonly string[] WithoutServer = ["operations", "completion", "drift", "audit", "package", "restore"];

    /// <summary>What stands for <c>{name}</c>.</summary>
    public Dictionary<string, string> Values { get; init; } = new(StringComparer.Ordinal);

    /// <summary>API keys by the shell variable that a document has them in; what is not here is the caller's own.</summary>
    public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>The files that <c>--data-binary @name</c> and <c>-F name=@name</c> send; the others of <c>-F</c> are the repository's.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Where the program finds and puts files; null when no command needs one.</summary>
    public string? Folder { get; init; }

    /// <summary>Where the program finds the server; null when no command asks one.</summary>
    public Uri? Server { get; init; }

    /// <summary>Called with what has been answered, before each command: to wait for what a reader would wait for.</summary>
    public Func<string, Task> Before { get; init; } = _ => Task.CompletedTask;

    /// <summary>Runs one section's commands.</summary>
    /// <param name="document">Path below the repository.</param>
    /// <param name="heading">The section's heading, without its marks; the document's own for what stands before the first section.</param>
    /// <returns>The answers, in order.</returns>
    public async Task<List<JsonElement>> RunAsync(string document, string heading)
    {
        var answers = new List<JsonElement>();
        foreach (var block in RepositoryDocuments.Blocks(document).Where(block => block.Section == heading && block.Language == "sh"))
            foreach (string line in ShellText.Lines(block.Text))
            {
                if (ShellText.Capture(line) is { } capture) Values[capture.Name] = Member(answers[^1], capture.Member);
                else if (line.StartsWith('#') || Passed().IsMatch(line)) continue;
                else
                {
                    await Before(line);
                    answers.Add(line.StartsWith("./kolosal ", StringComparison.Ordinal) ? await KolosalAsync(line) : await CurlAsync(line));
                }
            }

        Assert.True(answers.Count > 0, $"{document} has no commands in '{heading}'.");
        return answers;
    }

    private async Task<JsonElement> CurlAsync(string line)
    {
        string[] words = [.. ShellText.Words(line)];
        Assert.Equal("curl", words[0]);
        var curl = CurlCommand.Parse(words);
        using var request = new HttpRequestMessage(new(curl.Method), Filled(curl.Address));
        if (curl.Body is { } body)
        {
            Assert.Equal("application/json", curl.Header("Content-Type"));
            request.Content = new StringContent(Filled(body), Encoding.UTF8, "application/json");
        }

        if (curl.File is { } file)
            request.Content = new ByteArrayContent(Files[file])
            { Headers = { ContentType = new(curl.Header("Content-Type") ?? "application/x-www-form-urlencoded") } };
        if (curl.Form is { IsEmpty: false } parts)
        {
            var form = new MultipartFormDataContent();
            foreach (string part in parts) Add(form, Filled(part));
            request.Content = form;
        }

        foreach (string[] header in curl.Headers.Select(text => text.Split(": ", 2)).Where(parts => parts[0] != "Content-Type"))
            if (header[0] != "X-Api-Key") request.Headers.Add(header[0], Filled(header[1]));
            else if (!header[1].StartsWith('$')) request.Headers.Add(header[0], Filled(header[1]));
            else if (Keys.TryGetValue(header[1][1..], out string? key)) request.Headers.Add(header[0], key);
        Assert.NotNull(curl.Header("X-Api-Key"));
        using var response = await client.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{line}\n{(int)response.StatusCode} {answer}");
        if (curl.Output is { } name) await File.WriteAllTextAsync(Path.Combine(Folder!, name), answer);
        string? kind = response.Content.Headers.ContentType?.MediaType;
        if (kind == "application/x-ndjson") answer = $"[{answer.TrimEnd('\n').Replace('\n', ',')}]";
        return answer.Length == 0 || kind?.EndsWith("json", StringComparison.Ordinal) != true ? default : JsonDocument.Parse(answer).RootElement;
    }

    /// <summary>Files are named from <see cref="Folder"/>: those that are there, and those that an option writes.</summary>
    private async Task<JsonElement> KolosalAsync(string line)
    {
        string[] args = [.. ShellText.Words(line).Skip(1).Select(word => word.StartsWith('$') ? Keys[word[1..]] : Filled(word))];
        if (args[0] == "up") return default;
        for (int i = 0; i < args.Length; i++)
            if (Folder is not null && (args[i - (i > 0 ? 1 : 0)] is "--out" or "-o" || File.Exists(Path.Combine(Folder, args[i]))))
                args[i] = Path.Combine(Folder, args[i]);
        if (!WithoutServer.Contains(args[0])) args = [.. args, "--server", Server!.ToString()];
        if (!WithoutServer.Contains(args[0]) && !args.Contains("--api-key")) args = [.. args, "--api-key", ApiHost.AdminKey];
        using StringWriter output = new(), error = new();
        int exit = await KolosalCommand.RunAsync(args, _ => throw new InvalidOperationException("It started."), output, error);
        Assert.True(exit == 0, $"{line}\n{error}");
        string said = output.ToString();
        return said.StartsWith('{') ? JsonDocument.Parse(said).RootElement : default;
    }

    private void Add(MultipartFormDataContent form, string part)
    {
        string[] named = part.Split('=', 2);
        if (!named[1].StartsWith('@'))
        {
            form.Add(new StringContent(named[1]), named[0]);
            return;
        }

        string name = named[1][1..];
        form.Add(new ByteArrayContent(Files.TryGetValue(name, out byte[]? bytes) ? bytes
            : File.ReadAllBytes(Path.Combine(SharedFolders.Repository, name))), named[0], Path.GetFileName(name));
    }

    private string Filled(string text) => ShellText.Fill(text, Values);

    private static string Member(JsonElement answer, string path)
    {
        foreach (Match step in Step().Matches(path))
            answer = step.Groups[1].Success ? answer.GetProperty(step.Groups[1].Value) : answer[int.Parse(step.Groups[2].Value)];
        return answer.ValueKind == JsonValueKind.String ? answer.GetString()! : answer.GetRawText();
    }

    [GeneratedRegex(@"^(export |\w+=)")]
    private static partial Regex Passed();

    [GeneratedRegex(@"\.(\w+)|\[(\d+)\]")]
    private static partial Regex Step();
}
