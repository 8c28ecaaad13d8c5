"""A simulated applicant: has a goal, talks until it is filed, reads what it is asked as a person would."""
