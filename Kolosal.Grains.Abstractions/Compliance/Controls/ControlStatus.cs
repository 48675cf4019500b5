namespace Kolosal.Compliance;

/// <summary>How a control stands. Of several the worst counts: error, fail, missing, stale, pass. There is no partial: k of n is shown.</summary>
[GenerateSerializer, Alias("kolosal.control-status")]
public enum ControlStatus
{
    /// <summary>Everything that is asked holds.</summary>
    Pass,

    /// <summary>It held, and what shows it has expired.</summary>
    Stale,

    /// <summary>Nothing that could show it was ever handed in or recorded.</summary>
    Missing,

    /// <summary>Something that is asked does not hold.</summary>
    Fail,

    /// <summary>It could not be judged.</summary>
    Error,

    /// <summary>There is nothing that it could be asked of, its day has not come, or it was decided not to apply; the reason is stated.</summary>
    NotApplicable,
}
