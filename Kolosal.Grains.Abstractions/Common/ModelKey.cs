using System.Globalization;

namespace Kolosal;

/// <summary>A model by its name: <c>workspace/name</c>. Also the key of the streams that carry its predictions.</summary>
public readonly record struct ModelKey(string Workspace, string Name)
{
    public static ModelKey Parse(string key)
    {
        var parsed = ResourceKey.Parse(key);
        return new(parsed.Workspace, parsed.Id);
    }

    public VersionKey Version(int number) => new(Workspace, Name, number);

    public override string ToString() => $"{Workspace}/{Name}";
}

/// <summary>One version of a model: <c>workspace/name:3</c>.</summary>
/// <param name="Workspace">The workspace that owns the model.</param>
/// <param name="Name">The model's name.</param>
/// <param name="Number">From 1, without gaps.</param>
public readonly record struct VersionKey(string Workspace, string Name, int Number)
{
    public ModelKey Model => new(Workspace, Name);

    /// <exception cref="FormatException">Not of the form <c>workspace/name:number</c>.</exception>
    public static VersionKey Parse(string key)
    {
        var (workspace, id) = (ResourceKey.Parse(key).Workspace, ResourceKey.Parse(key).Id);
        int colon = id.LastIndexOf(':');
        return colon > 0 && int.TryParse(id.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new(workspace, id[..colon], number)
            : throw new FormatException($"Need a key of the form workspace/name:version, got '{key}'.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Workspace}/{Name}:{Number}");
}
