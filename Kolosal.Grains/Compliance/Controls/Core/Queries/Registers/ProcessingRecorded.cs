namespace Kolosal.Compliance.Controls;

/// <summary>Q67: every dataset of personal data, and every model that learnt from one, is in the record of processing.</summary>
internal sealed class ProcessingRecorded() : RegisterQuery(
    "Q67", "ropa", "Processing register complete", TimeSpan.FromDays(365),
    "Record it with POST /api/compliance/processing-activities within 14 days; until then no new run uses the dataset.", "Privacy", "Compliance")
{
    public override Judgement Judge(WorkspaceFacts facts)
    {
        var registers = facts.Registers;
        var limit = TimeSpan.FromDays(registers.Parameters.ProcessingDays);
        var recorded = registers.Activities.Where(activity => IsApproved(activity.Status)).SelectMany(activity => activity.About)
            .ToHashSet(StringComparer.Ordinal);
        var fresh = registers.Activities.Where(activity => IsApproved(activity.Status) && !IsOlder(facts, activity.ReviewedAt, limit))
            .SelectMany(activity => activity.About).ToHashSet(StringComparer.Ordinal);
        var things = registers.PersonalDatasets.Select(id => $"datasets/{id}")
            .Concat(registers.Systems.Where(system => system.LearntFromPersonalData).Select(system => $"models/{system.Model}"));
        return Each("nothing here is known to hold personal data", things, path => path, path =>
            !recorded.Contains(path) ? ["It is in no approved processing activity."]
            : !fresh.Contains(path) ? [$"Its processing activity was not reviewed within {registers.Parameters.ProcessingDays} days."] : []);
    }
}
