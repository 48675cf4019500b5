namespace Kolosal.Compliance.Controls;

/// <summary>Q69: requests of people about their data are answered in time, and an erasure is proven. It counts only while requests come
/// through.</summary>
internal sealed class RequestsInTime() : RegisterQuery(
    "Q69", "requests", "Subject requests in time and proven", TimeSpan.FromHours(24),
    "Answer it, or extend it once with a reason; the data-protection officer is called at three quarters of the time.", "Privacy", "Compliance")
{
    public override Judgement Judge(WorkspaceFacts facts)
    {
        var registers = facts.Registers;
        var erasures = registers.Erasures.ToDictionary(erasure => erasure.Id, StringComparer.Ordinal);
        if (registers.Requests.IsDefaultOrEmpty) return Judgement.EmptyUniverse("nobody asked anything about their data, and no probe was sent");
        var found = Each("no request", registers.Requests, request => $"subject-requests/{request.Id}",
            request => Wrong(facts, request, erasures.GetValueOrDefault(request.ErasureId ?? "")));
        if (found.State != ControlState.Pass) return found;

        // "None is late" is worth nothing where none would arrive.
        int days = registers.Parameters.ProbeDays;
        return registers.Requests.Any(request => !IsOlder(facts, request.ReceivedAt, TimeSpan.FromDays(days))) ? found with { Reason = NotJudged }
            : found with { State = ControlState.Missing, Reason = $"No request and no probe came through within {days} days." };
    }

    private static string NotJudged => "not judged: predictions for people who object or are restricted, and the deletion of their keys";

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, SubjectRequestFact request, ErasureProofFact? erasure)
    {
        if (IsLate(facts, request.DueAt, request.AnsweredAt)) yield return "It was not answered in time.";
        if (request is not { Kind: "erase", Status: "fulfilled" }) yield break;
        if (erasure is null) yield return "There is no record of its erasure.";
        else if (!erasure.IsComplete) yield return "Its erasure left something that holds the person.";
    }
}
