using System.Text;
using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.WebConsole.Contract;

/// <summary>A file of the console as its author wrote it: which addresses stand in it, and which members it reads.</summary>
internal sealed partial class PageSource
{
    private readonly HashSet<string> _words, _tags;

    private PageSource(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        File = Path.GetRelativePath(Root, path);
        Text = Comment().Replace(System.IO.File.ReadAllText(path), "");
        Definitions = Definition().Matches(Text).GroupBy(match => match.Groups["name"].Value)
            .ToDictionary(group => group.Key, group => group.First().Groups["value"].Value);
        _words = [.. AnyWord().Matches(Text).Select(match => match.Value)];
        _tags = [.. Tag().Matches(Text).Select(match => match.Groups["name"].Value)];
    }

    public string Name { get; }

    public string File { get; }

    public string Text { get; }

    private Dictionary<string, string> Definitions { get; }

    private static string Root => Path.Combine(SharedFolders.Repository, "Kolosal.Api", "Console");

    public static ImmutableArray<PageSource> All { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Where(path => path.EndsWith(".razor", StringComparison.Ordinal)
                || path.EndsWith(".cs", StringComparison.Ordinal))
            .Where(path => !Built().IsMatch(Path.GetRelativePath(Root, path))).Order(StringComparer.Ordinal).Select(path => new PageSource(path)),
    ];

    /// <summary>Every address of the API in the file, parts that only a visit knows as stars.</summary>
    public IEnumerable<string> Addresses() => Start().Matches(Text).Select(match => Cut(Text[match.Index..]))
        .Concat(Definitions.Where(known => known.Value.Contains("/api/", StringComparison.Ordinal)).SelectMany(known =>
            Regex.Matches(Text, $@"\{{{known.Key}\}}(?=/)").Select(match => Cut(Literal(known.Value)) + Cut(Text[(match.Index + match.Length)..]))))
        .Where(address => address.Length > "/api/".Length).Distinct();

    /// <summary>The address that an expression of the file gives; null when only another file knows it.</summary>
    public string? Address(string? expression)
    {
        if (expression is null) return null;
        if (expression.StartsWith("/api/", StringComparison.Ordinal)) return Cut(expression);
        if (Direct().Match(expression) is { Success: true } direct) return Cut(expression[direct.Index..]);
        if (Named().Match(expression) is not { Success: true } named || !Definitions.TryGetValue(named.Groups["name"].Value, out string? value))
            return null;
        return Address(value) is { } known ? known + Cut(named.Groups["rest"].Value) : null;
    }

    /// <summary>Dotted paths of members that are read of any document.</summary>
    public IEnumerable<string> Reads() => Read().Matches(Text).Select(match => match.Groups["path"].Value)
        .Concat(Moment().Matches(Text).Select(match => match.Groups["path"].Value)).Concat(ColumnFields()).Distinct();

    /// <summary>Those that are read of one variable.</summary>
    public IEnumerable<string> ReadsOf(string variable) => Regex.Matches(Text, $@"(?<![\w.]){variable}\.{Reader}\(""(?<path>[\w.]+)""")
        .Select(match => match.Groups["path"].Value).Distinct();

    /// <summary>The members behind a table's columns.</summary>
    public IEnumerable<string> ColumnFields(string? name = null) => Blocks("TableColumn", name)
        .SelectMany(block => Column().Matches(block).Select(match => match.Groups["path"].Value)).Distinct();

    /// <summary>What the columns of a table sort by.</summary>
    public IEnumerable<string> Sorts(string? name = null) => Blocks("TableColumn", name)
        .SelectMany(block => Column().Matches(block).Where(match => match.Groups["sort"].Success).Select(match => match.Groups["sort"].Value))
            .Distinct();

    /// <summary>Each filter with a value that it can have: the first of its words, or a text; a time for one of times.</summary>
    public IEnumerable<(string Name, string Value)> FilterValues() => Blocks("FilterField", null).SelectMany(block => Filter().Matches(block))
        .Where(match => !match.Groups["listed"].Success)
        .Select(match => (match.Groups["name"].Value, match.Groups["name"].Value.StartsWith("at[", StringComparison.Ordinal) ? "2026-01-01T00:00:00Z"
            : match.Groups["word"].Success ? match.Groups["word"].Value : "a"));

    /// <summary>What a form asks for: by an expression of its own, or by the name of a list in the file.</summary>
    public IEnumerable<(string Name, ImmutableArray<string> Options)> Asked(string? expression)
    {
        if (expression is null) return [];
        string form = Identifier().Match(expression) is { Success: true } named
            && Blocks("ActionField", named.Groups["name"].Value).FirstOrDefault() is { } block
            ? block : expression;
        return Field().Matches(form).Select(match =>
        {
            int end = form.IndexOf("new(", match.Index + 4, StringComparison.Ordinal), choice = form.IndexOf("Choice(", match.Index + 8,
                StringComparison.Ordinal);
            int until = new[] { end, choice, form.Length }.Where(at => at > match.Index).Min();
            string own = form[match.Index..until];
            string words = match.Groups["choice"].Success ? own[(own.IndexOf(',', own.IndexOf(',') + 1) is var at and >= 0 ? at : own.Length)..]
                : Options().Match(own).Groups["words"].Value;
            return (match.Groups["name"].Value, Word().Matches(words).Select(word => word.Groups["word"].Value).ToImmutableArray());
        });
    }

    /// <summary>Whether the file uses another one's component or type.</summary>
    public bool Uses(PageSource other) =>
        this != other && (other.File.EndsWith(".razor", StringComparison.Ordinal) ? _tags : _words).Contains(other.Name);

    private IEnumerable<string> Blocks(string type, string? name) => Regex.Matches(Text,
            $$"""ImmutableArray<{{type}}> (?<name>\w+)(\([^)]*\))?\s*=>?\s*\[(?<block>.*?)\];""", RegexOptions.Singleline)
        .Where(match => name is null || match.Groups["name"].Value == name).Select(match => match.Groups["block"].Value);

    private static string Literal(string expression) => expression[expression.IndexOf("/api/", StringComparison.Ordinal)..];

    // An address ends with its literal; a part of it that is put in is a star, and what is put in behind a part is a query.
    private static string Cut(string text)
    {
        var address = new StringBuilder();
        int depth = 0;
        foreach (char letter in text)
        {
            if (letter == '{' && depth++ == 0 && address.Length > 0 && address[^1] != '/') break;
            if (letter == '}' && --depth == 0) address.Append('*');
            if (depth > 0 || letter == '}') continue;
            if (letter is '"' or '?' or ' ' or '\n' or '<' or ')' or ',') break;
            if (letter == '@') return address.Append('*').ToString();
            address.Append(letter);
        }
        return address.ToString().TrimEnd('/', '.');
    }

    private const string Reader = "(Text|Number|Flag|Time|Has|At|Items|Members|Numbers)";

    [GeneratedRegex(@"(^|[\\/])(bin|obj)[\\/]")]
    private static partial Regex Built();

    [GeneratedRegex(@"@\*.*?\*@|^\s*///.*?$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bstring (?<name>\w+)\s*=>?\s*(?<value>[^;]*/[^;]*);")]
    private static partial Regex Definition();

    [GeneratedRegex(@"\w+")]
    private static partial Regex AnyWord();

    [GeneratedRegex(@"<(?<name>[A-Z]\w*)")]
    private static partial Regex Tag();

    [GeneratedRegex("/api/")]
    private static partial Regex Start();

    [GeneratedRegex(@"(?<="")/api/")]
    private static partial Regex Direct();

    [GeneratedRegex(@"^@?(\$""\{)?(?<name>[A-Za-z_]\w*)(\}(?<rest>[^""]*)"")?$|^\$""\{(?<name>[A-Z]\w*)\}(?<rest>.*)""$")]
    private static partial Regex Named();

    [GeneratedRegex(@"\." + Reader + @"\(""(?<path>[\w.]+)""")]
    private static partial Regex Read();

    [GeneratedRegex(@"\b(Utc|Minute)\(\w+, ""(?<path>[\w.]+)""")]
    private static partial Regex Moment();

    [GeneratedRegex(@"new\(""[^""]*"",\s*""(?<path>[\w.]+)""(,\s*""(?<sort>\w+)"")?")]
    private static partial Regex Column();

    [GeneratedRegex(@"(new|(?<choice>Choice))\(""(?<name>\w+)(\[\w+\])?""")]
    private static partial Regex Field();

    [GeneratedRegex(@"new\(""(?<name>[\w\[\]]+)"",\s*""[^""]*""(,\s*(""(?<word>\w+)""|(?<listed>\w+)))?")]
    private static partial Regex Filter();

    [GeneratedRegex(@"Options = \[(?<words>[^\]]*)\]")]
    private static partial Regex Options();

    [GeneratedRegex(@"""(?<word>\w+)""")]
    private static partial Regex Word();

    [GeneratedRegex(@"^@?(?<name>\w+)(\(|$)")]
    private static partial Regex Identifier();
}
