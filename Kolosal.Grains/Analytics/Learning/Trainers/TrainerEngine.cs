namespace Kolosal.Learning;

/// <summary>A library of learning algorithms beside our own, as one process has it.</summary>
/// <param name="Name">What a person calls the library, with its version: LightGBM 4.7.0.</param>
/// <param name="Trainers">Its algorithms. Their models are read without the library, so a package made with them loads where it is missing.</param>
/// <param name="Missing">Why nothing can be trained with it in this process, as a sentence without its full stop; null when all is there.</param>
public sealed record TrainerEngine(string Name, ImmutableArray<TrainerDescriptor> Trainers, string? Missing = null);
