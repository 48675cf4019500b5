using System.CommandLine;
using System.Text.Json.Nodes;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal api METHOD PATH</c>: any request to the server, as it is typed.</summary>
internal static class ApiCommand
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

    private static readonly Argument<string> Method = new("method") { Description = "GET, POST, PUT, PATCH, DELETE or HEAD." };

    private static readonly Argument<string> Path = new("path") { Description = "The address below the server, /api/…" };

    private static readonly Option<string[]> Field = new("--field", "-f")
    { Description = "A member of a JSON body, name=value; numbers, true, false, null, {…} and […] are what they look like." };

    private static readonly Option<string[]> Text = new("--text")
    { Description = "A member of a JSON body that is text whatever it looks like, name=value." };

    private static readonly Option<string[]> Form = new("--form", "-F")
    { Description = "A part of a form, name=value or name=@file; may come again." };

    static ApiCommand()
    {
        Method.CompletionSources.Add(Methods);
        Path.CompletionSources.Add(_ => ServerDescription.Operations.Select(operation => operation.Path).Distinct()
            .Select(path => new System.CommandLine.Completions.CompletionItem(path)));
    }

    public static Command Create() => new ClientCommand("api", "Sends any request; see also 'call', which knows every operation.", RunAsync,
        Method, Path, Asking.Query, Field, Text, Form, Asking.Body, Asking.ContentType, Asking.Header, Asking.Out);

    private static Task<int> RunAsync(ClientWork work, CancellationToken cancel)
    {
        string method = work.Value(Method)!.ToUpperInvariant(), path = work.Value(Path)!;
        if (!Methods.Contains(method))
            throw new CommandException(ExitCodes.WrongUsage, $"A method is {string.Join(", ", Methods)}, got '{work.Value(Method)}'.");
        if (!path.StartsWith('/'))
            throw new CommandException(ExitCodes.WrongUsage, $"A path begins with a slash, as in /api/models, got '{path}'.");
        var query = (work.Value(Asking.Query) ?? []).Select(text => RequestValues.Pair(text, Asking.Query.Name));
        return work.AskAsync(new HttpRequestMessage(new HttpMethod(method), RequestValues.Address(path, query)) { Content = Content(work) }, cancel);
    }

    private static HttpContent? Content(ClientWork work)
    {
        string[] fields = work.Value(Field) ?? [], texts = work.Value(Text) ?? [], parts = work.Value(Form) ?? [];
        string? body = work.Value(Asking.Body);
        if (new[] { body is not null, fields.Length + texts.Length > 0, parts.Length > 0 }.Count(given => given) > 1)
            throw new CommandException(ExitCodes.WrongUsage, "A request has one body: --body, or --field and --text, or --form.");
        if (body is not null) return RequestValues.Body(body, work.Value(Asking.ContentType), RequestValues.JsonType);
        if (parts.Length > 0)
        {
            var form = new MultipartFormDataContent();
            foreach (var (name, value) in parts.Select(text => RequestValues.Pair(text, Form.Name))) RequestValues.Add(form, name, value);
            return form;
        }
        if (fields.Length + texts.Length == 0) return null;
        var members = new JsonObject();
        foreach (var (name, value) in fields.Select(text => RequestValues.Pair(text, Field.Name))) members[name] = RequestValues.Guess(value);
        foreach (var (name, value) in texts.Select(text => RequestValues.Pair(text, Text.Name))) members[name] = value;
        return RequestValues.Json(members);
    }
}
