namespace Kolosal.Http;

/// <summary>On a type with a converter of its own: its JSON is that of another type.</summary>
/// <param name="type">The type whose shape the JSON has.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class ReadAsAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}
