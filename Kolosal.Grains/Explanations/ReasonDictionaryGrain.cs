using System.Security.Cryptography;
using System.Text.Json;
using Kolosal.Models;
using Kolosal.Storage;

namespace Kolosal.Explanations;

/// <remarks>Keeps <see cref="ReasonDictionaryState"/>; listed as <c>reason_dictionary</c>. Calls the model, to know that it is there.</remarks>
internal sealed class ReasonDictionaryGrain(
    [PersistentState("reason-dictionary")] IPersistentState<ReasonDictionaryState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<ReasonDictionaryState>(storage, catalogue, clock), IReasonDictionaryGrain
{
    private const int LongestCode = 40, LongestText = 500;

    protected override string CatalogueKind => CatalogueKinds.ReasonDictionary;

    private ModelKey Model => ModelKey.Parse(this.GetPrimaryKeyString());

    public Task<Result<ReasonDictionary>> GetAsync() => Task.FromResult<Result<ReasonDictionary>>(Known is { } known ? known
        : Refusal.NotFound("explain.no-reasons",
            $"No reasons are declared for '{Model.Name}'; declare them with PUT /api/explain/reasons/{Model.Name}."));

    public async Task<Result<ReasonDictionary>> SetAsync(ReasonDeclaration declaration, long? ifMatch)
    {
        var model = await GrainFactory.Model(Model).GetAsync();
        if (!model.Accepted) return model.Refusal;
        if (Fault(declaration) is { } fault) return fault;
        if (State.Declaration is { } kept && Hash(kept) == Hash(declaration)) return Known!;
        if (ifMatch is { } expected && expected != State.Revision)
            return new Refusal(RefusalKind.PreconditionFailed, "explain.reasons-changed",
                $"The dictionary has revision {State.Revision}, not {expected}; read it again.");
        string? before = State.Declaration is { } old ? Hash(old) : null;
        State.Declare(declaration, Actor);
        await CommitAsync("explanation.declare-reasons", $"models/{Model.Name}/reasons", Model.Name, JsonSerializer.Serialize(new
        {
            before,
            after = Hash(declaration),
            entries = declaration.Entries.Length,
            favourable = declaration.Favourable,
        }));
        return Known!;
    }

    protected override object? Describe() => Known;

    private ReasonDictionary? Known => State.Declaration is { } declaration
        ? new(Model.Name, declaration, Hash(declaration), State.By, State.UpdatedAt, State.Revision) : null;

    private static string Hash(ReasonDeclaration declaration) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(declaration, WireJson.Options)));

    private static Refusal? Fault(ReasonDeclaration declaration)
    {
        if (declaration.Entries.IsDefaultOrEmpty) return Bad("$.entries", "Expected at least one column with code and text, got none.");
        var columns = new HashSet<string>(StringComparer.Ordinal);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < declaration.Entries.Length; i++)
        {
            var entry = declaration.Entries[i];
            if (string.IsNullOrWhiteSpace(entry.Column) || !columns.Add(entry.Column))
                return Bad($"$.entries[{i}].column", $"Expected a column that is named once, got '{entry.Column}'.");
            if (string.IsNullOrWhiteSpace(entry.Code) || entry.Code.Length > LongestCode)
                return Bad($"$.entries[{i}].code", $"Expected 1 to {LongestCode} characters.");
            if (string.IsNullOrWhiteSpace(entry.Text) || entry.Text.Length > LongestText)
                return Bad($"$.entries[{i}].text", $"Expected 1 to {LongestText} characters.");
            if (!texts.TryAdd(entry.Code, entry.Text) && texts[entry.Code] != entry.Text)
                return Bad($"$.entries[{i}].text", $"The code '{entry.Code}' has another text already; columns that share a code share its text.");
        }
        return null;
    }

    private static Refusal Bad(string path, string message) => new(RefusalKind.Invalid, "explain.bad-reasons", "The dictionary cannot be declared.",
        ImmutableDictionary<string, string>.Empty.Add(path, message));
}
