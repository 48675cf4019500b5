using System.Collections.Frozen;

namespace Kolosal.Tracking;

/// <summary>What a field of a search belongs to.</summary>
public enum SearchEntity
{
    /// <summary>A member of the thing itself: <c>status</c>, <c>attributes.start_time</c>.</summary>
    Attribute,

    /// <summary>The latest value of a metric; a number.</summary>
    Metric,

    /// <summary>A parameter; text.</summary>
    Param,

    /// <summary>A tag; text.</summary>
    Tag,

    /// <summary>An input of a run: <c>dataset.name</c>; text, and a run may have several.</summary>
    Dataset,
}

/// <summary>A field of a search.</summary>
/// <param name="Entity">What it belongs to.</param>
/// <param name="Key">Its name there.</param>
public readonly record struct SearchField(SearchEntity Entity, string Key);

/// <summary>Which fields a kind of thing can be searched by, as MLflow documents it (search syntax of its tracking server 2.x).</summary>
/// <param name="Name">The kind, for messages.</param>
/// <param name="Entities">Entities that may be asked for.</param>
/// <param name="Texts">Attributes that hold text.</param>
/// <param name="Numbers">Attributes that hold numbers.</param>
/// <param name="Aliases">Other names of attributes.</param>
public sealed record SearchGrammar(
    string Name, ImmutableArray<SearchEntity> Entities, FrozenSet<string> Texts, FrozenSet<string> Numbers,
    FrozenDictionary<string, string> Aliases)
{
    private static readonly FrozenDictionary<string, SearchEntity> Words = new Dictionary<string, SearchEntity>
    {
        ["attribute"] = SearchEntity.Attribute,
        ["attributes"] = SearchEntity.Attribute,
        ["attr"] = SearchEntity.Attribute,
        ["run"] = SearchEntity.Attribute,
        ["metric"] = SearchEntity.Metric,
        ["metrics"] = SearchEntity.Metric,
        ["param"] = SearchEntity.Param,
        ["params"] = SearchEntity.Param,
        ["parameter"] = SearchEntity.Param,
        ["parameters"] = SearchEntity.Param,
        ["tag"] = SearchEntity.Tag,
        ["tags"] = SearchEntity.Tag,
        ["dataset"] = SearchEntity.Dataset,
        ["datasets"] = SearchEntity.Dataset,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Inputs = FrozenSet.ToFrozenSet(["name", "digest", "context"]);

    public static readonly SearchGrammar Runs = new(
        "runs", [SearchEntity.Attribute, SearchEntity.Metric, SearchEntity.Param, SearchEntity.Tag, SearchEntity.Dataset],
        FrozenSet.ToFrozenSet(["run_id", "run_name", "status", "user_id", "artifact_uri", "experiment_id"]),
        FrozenSet.ToFrozenSet(["start_time", "end_time"]),
        new Dictionary<string, string>
        {
            ["created"] = "start_time",
            ["Created"] = "start_time",
            ["run name"] = "run_name",
            ["Run name"] = "run_name",
            ["Run Name"] = "run_name",
        }.ToFrozenDictionary());

    public static readonly SearchGrammar Experiments = new(
        "experiments", [SearchEntity.Attribute, SearchEntity.Tag], FrozenSet.ToFrozenSet(["name", "experiment_id"]),
        FrozenSet.ToFrozenSet(["creation_time", "last_update_time"]), FrozenDictionary<string, string>.Empty);

    public static readonly SearchGrammar Models = new(
        "registered models", [SearchEntity.Attribute, SearchEntity.Tag], FrozenSet.ToFrozenSet(["name"]),
        FrozenSet.ToFrozenSet(["creation_timestamp", "last_updated_timestamp"]), Timestamps());

    public static readonly SearchGrammar Versions = new(
        "model versions", [SearchEntity.Attribute, SearchEntity.Tag], FrozenSet.ToFrozenSet(["name", "run_id", "source_path", "current_stage"]),
        FrozenSet.ToFrozenSet(["version_number", "creation_timestamp", "last_updated_timestamp"]), Timestamps());

    public static readonly SearchGrammar LoggedModels = new(
        "logged models", [SearchEntity.Attribute, SearchEntity.Metric, SearchEntity.Param, SearchEntity.Tag],
        FrozenSet.ToFrozenSet(["name", "model_id", "model_type", "status", "source_run_id", "artifact_location", "experiment_id"]),
        FrozenSet.ToFrozenSet(["creation_timestamp", "last_updated_timestamp"]),
        new Dictionary<string, string>
        {
            ["creation_time"] = "creation_timestamp",
            ["creation_timestamp_ms"] = "creation_timestamp",
            ["last_updated_time"] = "last_updated_timestamp",
            ["last_updated_timestamp_ms"] = "last_updated_timestamp",
        }.ToFrozenDictionary());

    /// <summary>Whether the field holds a number; text otherwise.</summary>
    public bool IsNumber(SearchField field) =>
        field.Entity == SearchEntity.Metric || (field.Entity == SearchEntity.Attribute && Numbers.Contains(field.Key));

    /// <param name="entity">The word before the first point; null when there is none.</param>
    /// <param name="key">What follows.</param>
    /// <exception cref="SearchSyntaxException">There is no such field.</exception>
    public SearchField Field(string? entity, string key)
    {
        if (entity is not null && !Words.ContainsKey(entity))
            throw new SearchSyntaxException(
                $"There is no entity '{entity}'. Expected one of {Listed(Entities.Select(known => $"{known}".ToLowerInvariant()))}.");
        var kind = entity is null ? SearchEntity.Attribute : Words[entity];
        if (!Entities.Contains(kind)) throw new SearchSyntaxException($"{Capital(Name)} cannot be searched by {entity}.");
        if (kind == SearchEntity.Dataset && !Inputs.Contains(key))
            throw new SearchSyntaxException($"A dataset has no '{key}'. Expected one of {Listed(Inputs)}.");
        if (kind != SearchEntity.Attribute) return new(kind, key);

        string name = Aliases.GetValueOrDefault(key, key);
        return Texts.Contains(name) || Numbers.Contains(name)
            ? new(kind, name)
            : throw new SearchSyntaxException($"There is no attribute '{key}'. Expected one of {Listed(Texts.Concat(Numbers))}.");
    }

    private static FrozenDictionary<string, string> Timestamps() => new Dictionary<string, string>
    {
        ["timestamp"] = "last_updated_timestamp",
        ["last_updated_timestamp"] = "last_updated_timestamp",
    }.ToFrozenDictionary();

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
