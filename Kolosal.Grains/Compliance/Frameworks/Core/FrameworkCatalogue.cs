using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Compliance.Frameworks;

/// <summary>All frameworks and documents, read and checked as a whole: what a wrong row would show wrongly is an error when the system starts.
/// </summary>
public sealed class FrameworkCatalogue
{
    /// <summary>Questions and documents of the catalogue; their ids are numbers from 1, of two digits.</summary>
    public const int Queries = 80, DocumentRules = 35;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    private readonly Dictionary<string, Framework> frameworks;
    private readonly Dictionary<string, DocumentRule> documents, kinds;

    private FrameworkCatalogue(ImmutableArray<Framework> frameworks, ImmutableArray<DocumentRule> documents)
    {
        (All, Documents) = (frameworks, documents);
        this.frameworks = frameworks.ToDictionary(framework => framework.Id, StringComparer.Ordinal);
        this.documents = documents.ToDictionary(rule => rule.Id, StringComparer.Ordinal);
        kinds = documents.ToDictionary(rule => rule.Kind, StringComparer.Ordinal);
        Serving = frameworks.SelectMany(framework => framework.Controls.SelectMany(row => row.Queries.Concat(row.Documents)
            .Select(part => (Part: part, Control: $"{framework.Id}/{row.Id}"))))
            .GroupBy(row => row.Part, row => row.Control, StringComparer.Ordinal)
            .ToImmutableDictionary(group => group.Key, group => group.Distinct().ToImmutableArray(), StringComparer.Ordinal);
    }

    /// <summary>In the order of their ids.</summary>
    public ImmutableArray<Framework> All { get; }

    /// <summary>In the order of their ids.</summary>
    public ImmutableArray<DocumentRule> Documents { get; }

    /// <summary>The controls, as <c>framework/control</c>, that a question or document serves.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Serving { get; }

    public Framework? Find(string framework) => frameworks.GetValueOrDefault(framework);

    public DocumentRule? Document(string id) => documents.GetValueOrDefault(id);

    public DocumentRule? DocumentOfKind(string kind) => kinds.GetValueOrDefault(kind);

    /// <summary>Whether <c>framework/control</c> names a row.</summary>
    public bool Knows(string control) =>
        control.IndexOf('/') is > 0 and var slash && Find(control[..slash])?.Controls.Any(row => row.Id == control[(slash + 1)..]) == true;

    /// <param name="frameworkTexts">One JSON document a framework.</param>
    /// <param name="documentsText">The JSON document of the documents.</param>
    /// <exception cref="FormatException">A row is not sound; the text names it.</exception>
    public static FrameworkCatalogue Read(IEnumerable<string> frameworkTexts, string documentsText)
    {
        Framework[] frameworks = [.. frameworkTexts.Select(Parse<Framework>).OrderBy(framework => framework.Id, StringComparer.Ordinal)];
        var documents = Parse<DocumentFile>(documentsText).Documents;
        Unique(frameworks.Select(framework => framework.Id), "framework");
        Unique(documents.Select(rule => rule.Id), "document");
        Unique(documents.Select(rule => rule.Kind), "kind of document");
        if (documents.Length != DocumentRules) throw new FormatException($"Need {DocumentRules} documents, got {documents.Length}.");
        foreach (var rule in documents)
            if (!IsId(rule.Id, 'R', DocumentRules) || rule.SignedBy.IsDefaultOrEmpty || rule.MaximumDays is < 1)
                throw new FormatException($"The document {rule.Id} needs a known id, somebody to sign it, and an age above 0 or none.");
        foreach (var framework in frameworks) Check(framework);
        return new([.. frameworks], documents);
    }

    private static void Check(Framework framework)
    {
        Unique(framework.Controls.Select(row => row.Id.ToUpperInvariant()), $"control of {framework.Id}");
        foreach (var row in framework.Controls)
        {
            string name = $"{framework.Id}/{row.Id}";
            if (row.Queries.Length + row.Documents.Length == 0) throw new FormatException($"{name} names nothing that shows it.");
            foreach (string query in row.Queries)
                if (!IsId(query, 'Q', Queries)) throw new FormatException($"{name} names the question {query}, which does not exist.");
            foreach (string document in row.Documents)
                if (!IsId(document, 'R', DocumentRules)) throw new FormatException($"{name} names the document {document}, which does not exist.");
            bool sound = row.Kind switch
            {
                ControlKind.Computed => row.Documents.IsEmpty,
                ControlKind.ComputedAndReviewed => !row.Queries.IsEmpty && !row.Documents.IsEmpty,
                _ => !row.Documents.IsEmpty,
            };
            if (!sound) throw new FormatException($"{name} is of the kind {row.Kind}, and what it names does not fit that.");
            if (row.Marks.Except([ControlRow.Unverified, ControlRow.OneSource]).FirstOrDefault() is { } mark)
                throw new FormatException($"{name} has the mark '{mark}', which does not exist.");
        }
    }

    private static bool IsId(string id, char letter, int most) =>
        id.Length == 3 && id[0] == letter && int.TryParse(id.AsSpan(1), out int number) && number >= 1 && number <= most;

    private static void Unique(IEnumerable<string> ids, string what)
    {
        if (ids.GroupBy(id => id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new FormatException($"The {what} {twice.Key} stands there twice.");
    }

    private static T Parse<T>(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options) ?? throw new FormatException("A file of the catalogue is null.");
        }
        catch (JsonException fault)
        {
            throw new FormatException($"A file of the catalogue cannot be read: {fault.Message}", fault);
        }
    }

    private sealed record DocumentFile(ImmutableArray<DocumentRule> Documents);
}
