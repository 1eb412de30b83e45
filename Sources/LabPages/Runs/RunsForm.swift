import LabEvidence
import LabModel

/// The form of the list of runs: every condition that the address has, to be changed.
struct RunsForm {
  let query: PageQuery
  let filter: RunFilter

  func values(_ links: Links) -> [String: Any] {
    var values: [String: Any] = [
      "words": VisibleText.of(filter.words ?? ""),
      "texts": [
        texts(.notebook, "Notebook", "part of a path or title"), texts(.kernel, "Kernel", "6.12"),
        texts(.machine, "Machine", "name"), texts(.param, "Parameter", "name=value"),
      ],
      "choices": [
        choices(.status, "Status", RunRow.Status.allCases.map(\.rawValue)),
        choices(.answer, "Answers", RunFilter.Answer.allCases.map(\.rawValue)),
        choices(.backend, "Backend", RunFilter.backendNames),
      ],
      "since": VisibleText.of(query.first("since") ?? ""),
      "until": VisibleText.of(query.first("until") ?? ""),
      "controls": filter.includesControls,
      // Open where something is asked for, for the conditions are no secret then.
      "isOpen": query.items.contains { !["q", "after"].contains($0.name) },
    ]
    values["action"] = links.href(.runs)
    return values
  }

  /// A field for each value, and one more.
  private func texts(
    _ field: RunFilter.Field, _ label: String, _ example: String
  ) -> [String: Any] {
    let given = query.values(field.rawValue).prefix(10)
    let fields = (given + [""]).enumerated().map { place, value -> [String: Any] in
      [
        "id": "\(field.rawValue)-\(place + 1)", "name": field.rawValue,
        "value": VisibleText.of(value), "example": example,
        "label": place == 0 ? label : "or \(label.lowercased())",
      ]
    }
    return ["fields": fields]
  }

  private func choices(
    _ field: RunFilter.Field, _ label: String, _ values: [String]
  ) -> [String: Any] {
    let given = query.values(field.rawValue)
    return [
      "label": label,
      "options": values.map { value -> [String: Any] in
        [
          "id": "\(field.rawValue)-\(value)", "name": field.rawValue, "value": value,
          "word": value == "not-applicable" ? "not applicable" : value,
          "isOn": given.contains(value),
        ]
      },
    ]
  }
}
