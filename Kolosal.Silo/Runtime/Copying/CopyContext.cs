namespace Kolosal.Runtime.Copying;

internal delegate T Copy<T>(T value, CopyContext context);

/// <summary>One copy of an object graph: what was copied already stays one object.</summary>
/// <remarks>
/// With <paramref name="boundary"/> even immutable objects are rebuilt from their numbered members, as they would be on another machine;
/// a member without a number arrives empty.
/// </remarks>
internal sealed class CopyContext(bool boundary)
{
    private Dictionary<object, object>? _copies;

    public bool Boundary { get; } = boundary;

    public bool TryGet(object original, out object? copy)
    {
        copy = null;
        return _copies is not null && _copies.TryGetValue(original, out copy);
    }

    public void Remember(object original, object copy) =>
        (_copies ??= new Dictionary<object, object>(ReferenceEqualityComparer.Instance))[original] = copy;
}
