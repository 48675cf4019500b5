using Kolosal.Compliance.Frameworks;

namespace Kolosal.Compliance.Controls;

/// <summary>How a control stands.</summary>
/// <param name="Row">The control.</param>
/// <param name="State">The worst of its parts; see <see cref="ControlJudge"/>.</param>
/// <param name="Preview">What it would be if the duty had begun; null once it has.</param>
/// <param name="Reason">Why it does not apply; null when it does.</param>
/// <param name="IsWaived">Everything that fails is waived. The state stays <see cref="ControlState.Fail"/>.</param>
/// <param name="Parts">Of how many parts it consists, without those that do not apply, n.</param>
/// <param name="Holding">How many of them pass, k.</param>
/// <param name="ExpiresAt">The earliest end of a part that passes; null when none does.</param>
/// <param name="Evidence">The parts.</param>
public sealed record ControlVerdict(
    ControlRow Row, ControlState State, ControlState? Preview, string? Reason, bool IsWaived, int Parts, int Holding, DateTimeOffset? ExpiresAt,
    ImmutableArray<PartVerdict> Evidence);
