using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Kolosal.CommandLine;

/// <summary>What <c>kolosal api</c> and <c>kolosal call</c> have in common: options of a request, and what becomes of its answer.</summary>
internal static class Asking
{
    public static readonly Option<string[]> Query = new("--query", "-q")
    { Description = "A parameter behind the address, name=value; may come again." };

    public static readonly Option<string?> Body = new("--body", "-d")
    { Description = "The body: @file, - for the standard input, or the text itself." };

    public static readonly Option<string?> ContentType = new("--content-type")
    { Description = "Of the body; else by its file's name, else application/json." };

    public static readonly Option<string[]> Header = new("--header", "-H") { Description = "A header, Name=value; may come again." };

    public static readonly Option<string?> Out = new("--out", "-o") { Description = "The file the answer goes to; the output when left out." };

    /// <summary>Sends a request with the headers that were typed, and writes the answer.</summary>
    public static async Task<int> AskAsync(this ClientWork work, HttpRequestMessage request, CancellationToken cancel)
    {
        using (request)
        {
            foreach (var (name, value) in (work.Value(Header) ?? []).Select(text => RequestValues.Pair(text, Header.Name)))
                if (!request.Headers.TryAddWithoutValidation(name, value))
                    throw new CommandException(ExitCodes.WrongUsage, $"'{name}' is no header of a request; see --content-type for the body's.");
            using var answer = await work.Server.AskAsync(request, cancel);
            await WriteAsync(work, answer, cancel);
            return 0;
        }
    }

    private static async Task WriteAsync(ClientWork work, HttpResponseMessage answer, CancellationToken cancel)
    {
        if (work.Value(Out) is { } file)
        {
            await using var to = File.Create(file);
            await answer.Content.CopyToAsync(to, cancel);
            work.Terminal.Say($"{file} ({to.Length} bytes)");
            return;
        }

        var type = answer.Content.Headers.ContentType;
        if (type?.MediaType is { } media && media.EndsWith("json", StringComparison.Ordinal)
            && media != "application/x-ndjson")
        {
            string text = await answer.Content.ReadAsStringAsync(cancel);
            work.Terminal.Document(JsonSerializer.Deserialize<JsonElement>(text));
        }
        else if (IsText(type))
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
            while (await reader.ReadLineAsync(cancel) is { } line) work.Terminal.Line(line);
        }
        else if (answer.Content.Headers.ContentLength == 0 || type is null)
        {
            work.Terminal.Say($"Done ({(int)answer.StatusCode}).");
        }
        else
        {
            throw new CommandException(ExitCodes.WrongUsage, $"The answer is {type.MediaType} and no text: name a file with --out.");
        }
    }

    private static bool IsText(MediaTypeHeaderValue? type) => type?.MediaType is { } media
        && (media.StartsWith("text/", StringComparison.Ordinal) || media is "application/x-ndjson" or "application/yaml" or "application/xml");
}
