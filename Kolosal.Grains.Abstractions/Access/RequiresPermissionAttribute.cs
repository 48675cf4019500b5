namespace Kolosal.Access;

/// <summary>
/// On a grain interface or one of its methods: a call that enters from outside (the front door, a client process) needs a principal of the
/// grain's workspace whose roles grant the permission. Calls from other grains pass, so a feature needs no permissions of its callees.
/// </summary>
/// <remarks>A method without it, on itself or its interface, may be called by grains only. The method's own attribute wins.</remarks>
/// <param name="permission">One of <see cref="Access.Permission"/>.</param>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method)]
public sealed class RequiresPermissionAttribute(string permission) : Attribute
{
    public string Permission { get; } = permission;
}

/// <summary>
/// On a grain interface or one of its methods: the hosting process may call it for itself, that is, without a principal (looking up a key, a
/// health probe, a service that runs in the background). A call on behalf of somebody is refused.
/// </summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method)]
public sealed class HostOnlyAttribute : Attribute;
