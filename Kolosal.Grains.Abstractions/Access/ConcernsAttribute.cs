namespace Kolosal.Access;

/// <summary>
/// What a role's conditions look at. On a parameter: its text is that attribute of the call. On a grain interface: the id in the grain's key is,
/// without the version behind a colon.
/// </summary>
/// <remarks>A condition on an attribute that the call does not have is not met.</remarks>
/// <param name="attribute">One of <see cref="ConditionAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Parameter)]
public sealed class ConcernsAttribute(string attribute) : Attribute
{
    public string Attribute { get; } = attribute;
}
