namespace Kolosal.Access;

/// <summary>What of a call a role's condition can look at. Which permission takes which is decided in <c>GrantConditions</c> alone.</summary>
public static class ConditionAttribute
{
    /// <summary>The model's name.</summary>
    public const string Model = "model";

    /// <summary>The alias that is set.</summary>
    public const string Alias = "alias";

    /// <summary>How sensitive the data are that are read or taken out.</summary>
    public const string Classification = "classification";
}
