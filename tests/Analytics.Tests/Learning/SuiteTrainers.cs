namespace Kolosal.Learning;

/// <summary>The trainers that this project's conformance suites are about: our own.</summary>
internal static class SuiteTrainers
{
    public static ImmutableArray<TrainerDescriptor> All => Trainers.Own;
}
