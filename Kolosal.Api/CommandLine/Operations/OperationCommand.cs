using System.CommandLine;
using System.Text.Json.Nodes;

namespace Kolosal.CommandLine;

/// <summary>The command of one operation: what its address names as arguments, parameters and members of its body as options.</summary>
internal static class OperationCommand
{
    private const string BodyPrefix = "body-";

    private static readonly string[] Taken =
        ["server", "api-key", "query", "body", "content-type", "header", "out", "help"];

    public static Command Create(DescribedOperation operation)
    {
        var arguments = operation.InPath.Select(value => (Value: value, Symbol: new Argument<string>(value.Name)
        { Description = Described(value) })).ToArray();
        var names = new HashSet<string>(Taken, StringComparer.Ordinal);
        var queries = operation.InQuery.Select(value => (Value: value, Symbol: OptionOf(value, names))).ToArray();
        var members = operation.InBody.Select(value => (Value: value, Symbol: OptionOf(value, names))).ToArray();

        // A required member may also come in --body: the server says what is missing.
        foreach (var (value, option) in queries) option.Required = value.Required;
        Symbol[] symbols =
        [
            .. arguments.Select(argument => argument.Symbol), .. queries.Select(query => query.Symbol), .. members.Select(member => member.Symbol),
            Asking.Query, .. operation.MediaTypes.IsEmpty ? Array.Empty<Symbol>() : [Asking.Body, Asking.ContentType], Asking.Header, Asking.Out,
        ];
        string summary = operation.Summary.Length > 0 ? operation.Summary : "See the protocol that it is of.";
        return new ClientCommand(operation.Name, $"{summary} [{operation.Method} {operation.Path}]", RunAsync, symbols);

        Task<int> RunAsync(ClientWork work, CancellationToken cancel)
        {
            string path = arguments.Aggregate(operation.Path, (address, argument) =>
                address.Replace($"{{{argument.Value.Name}}}", Escaped(argument.Value.Name, work.Value(argument.Symbol)!), StringComparison.Ordinal));
            var query = queries.SelectMany(one => (work.Value(one.Symbol) ?? []).Select(text => (one.Value.Name, text)))
                .Concat((work.Value(Asking.Query) ?? []).Select(text => RequestValues.Pair(text, Asking.Query.Name)));
            var request = new HttpRequestMessage(new HttpMethod(operation.Method), RequestValues.Address(path, query));
            if (!operation.MediaTypes.IsEmpty) request.Content = Content(work, operation, members);
            return work.AskAsync(request, cancel);
        }
    }

    private static Option<string[]> OptionOf(DescribedValue value, HashSet<string> names)
    {
        string name = value.Name.Replace('_', '-');
        while (!names.Add(name)) name = BodyPrefix + name;
        var option = new Option<string[]>($"--{name}")
        {
            Description = Described(value),
            HelpName = value.Kind == InputKind.Json ? "json" : value.Of.ToString().ToLowerInvariant(),

            // A flag may stand alone. Of one value only, the library could not bind it to an array.
            Arity = value.Kind == InputKind.Flag ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore,
        };
        if (value.Kind == InputKind.Flag) option.CompletionSources.Add("true", "false");
        if (!value.Words.IsEmpty) option.CompletionSources.Add([.. value.Words]);
        return option;
    }

    private static string Described(DescribedValue value)
    {
        string words = value.Words.IsEmpty ? "" : $" One of {string.Join(", ", value.Words)}.";
        string several = value.Kind == InputKind.List ? " May come again." : "";
        return $"{(value.Required ? "Needed. " : "")}{value.Description}{words}{several}".Trim();
    }

    /// <summary>A value that is itself a path keeps its slashes.</summary>
    private static string Escaped(string name, string value) =>
        name == "path" ? string.Join('/', value.Split('/').Select(Uri.EscapeDataString)) : Uri.EscapeDataString(value);

    private static HttpContent? Content(
        ClientWork work, DescribedOperation operation, (DescribedValue Value, Option<string[]> Symbol)[] members)
    {
        var given = members.Where(member => work.Arguments.GetResult(member.Symbol) is not null).ToArray();
        string otherwise = operation.MediaTypes[0];
        if (work.Value(Asking.Body) is { } body)
            return given.Length == 0 ? RequestValues.Body(body, work.Value(Asking.ContentType), otherwise)
                : throw new CommandException(ExitCodes.WrongUsage, $"A request has one body: --body, or {given[0].Symbol.Name} and the like.");
        if (otherwise == "multipart/form-data")
        {
            var form = new MultipartFormDataContent();
            foreach (var (value, symbol) in given)
                foreach (string text in work.Value(symbol) ?? [])
                {
                    if (value.Kind == InputKind.File) RequestValues.AddFile(form, value.Name, text);
                    else RequestValues.Add(form, value.Name, text);
                }
            return form;
        }

        var document = new JsonObject();
        foreach (var (value, symbol) in given) document[value.Name] = Node(value, work.Value(symbol) ?? [], symbol.Name);
        return RequestValues.Json(document);
    }

    private static JsonNode? Node(DescribedValue value, string[] texts, string option)
    {
        if (value.Kind == InputKind.List) return new JsonArray([.. texts.Select(text => RequestValues.As(value.Of, value.Name, text))]);
        if (texts.Length == 0 && value.Kind == InputKind.Flag) return JsonValue.Create(true);
        return texts.Length == 1 ? RequestValues.As(value.Kind, value.Name, texts[0])
            : throw new CommandException(ExitCodes.WrongUsage, $"{option} takes one value, got {texts.Length}.");
    }
}
